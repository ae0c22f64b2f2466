using System.Diagnostics.Metrics;
using Chronote.Discord.Rest;
using Chronote.Domain.Ports;
using Chronote.Gateway.Operating;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>What a session works with.</summary>
internal sealed record SessionTools(
    IDiscordLine Line, IGuildReceivers Receivers, IGrainFactory Grains, IGuildStore Guilds, IMeetingStore Meetings, MeetingTexts Texts, SiloSettings Settings, DataWays Ways,
    BotIdentityCache Identity, MeetingLinks Links, BotMeters Meters, TimeProvider Time, ILogger<SessionTools> Log)
{
    public IDiscordRest Rest => Line.Rest;
}

/// <summary>What the bot counts.</summary>
internal sealed class BotMeters(ChronoteMeters meters)
{
    private readonly Counter<long> _rejoined = meters.Meter.CreateCounter<long>("chronote_discord_rejoins_total", description: "Voice sessions joined anew because nothing could be kept or heard");

    public void Rejoined() => _rejoined.Add(1);
}
