using System.Globalization;
using Chronote.Domain.Ports;
using Chronote.Engines;
using Chronote.Silo.Discord.Commands;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <summary>What the bot is made of. Without a token nothing of it is there.</summary>
internal static class BotWiring
{
    public static void AddBot(this IServiceCollection services, SiloSettings settings)
    {
        if (!settings.Discord.IsOn) return;
        services.AddSingleton(provider => new SiloIdentity(
            $"{Environment.MachineName}:{provider.GetRequiredService<IRandomness>().Next().ToString("x16", CultureInfo.InvariantCulture)}", !GrainHosting.Clusters(settings)));
        services.AddSingleton(provider => DataWays.Of(settings, provider.GetRequiredService<EngineChoice>().Transcribes));
        services.AddSingleton<IDiscordLine, DiscordLine>();
        services.AddSingleton<IGuildReceivers, GuildReceivers>();
        services.AddSingleton<MeetingLinks>();
        services.AddSingleton<Chronote.Gateway.Keys.IMeetingLinks>(provider => provider.GetRequiredService<MeetingLinks>());
        services.AddSingleton<BotIdentityCache>();
        services.AddSingleton<BotMeters>();
        services.AddSingleton<MeetingTexts>();
        services.AddSingleton<SessionTools>();
        services.AddSingleton<SessionRound>();
        services.AddSingleton<RecordingStart>();
        services.AddSingleton<AutoRecording>();
        services.AddSingleton<Chronote.Gateway.Meetings.ICallJoiner, CallJoiner>();
        services.AddSingleton<MeetingDesk>();
        services.AddSingleton<SettingsDesk>();
        services.AddSingleton<InteractionDesk>();
        services.AddSingleton<ShardFactory>();
        services.AddHostedService<Bot>();
    }
}
