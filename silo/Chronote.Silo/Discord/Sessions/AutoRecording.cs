using System.Globalization;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>Begins a recording when somebody joins a channel that is recorded by itself.</summary>
internal sealed partial class AutoRecording(RecordingStart start, IGrainFactory grains, IGuildStore guilds, TimeProvider time, ILogger<AutoRecording> log)
{
    /// <summary>A channel that was occupied all the time and whose recording somebody stopped is left alone for this long, also after a start of the bot.</summary>
    private static readonly TimeSpan LeftAloneFor = TimeSpan.FromHours(12);

    /// <summary>Somebody came into a channel: recorded only when they are the first, so that a recording stopped on purpose stays stopped while people remain.</summary>
    public async Task Joined(IVoicePresence presence, ulong guild, ulong channel, ulong user, CancellationToken cancel)
    {
        var people = People(presence, guild, channel);
        if (people.Any(other => other != user)) return;
        await Begin(guild, channel, user, people, cancel);
    }

    /// <summary>The bot came up and people are there already.</summary>
    public async Task Seen(IVoicePresence presence, ulong guild, CancellationToken cancel)
    {
        var state = await Look(guild);
        if (state.Session is not null) return;
        foreach (var channel in state.Settings.AutoRecordChannels)
        {
            var people = People(presence, guild, channel);
            if (people.Count == 0) continue;
            if (await guilds.Meeting(guild, null) is { } last && last.Channel == channel && last.StartedAt > time.GetUtcNow() - LeftAloneFor) continue;
            await Begin(guild, channel, people[0], people, cancel);
            return;
        }
    }

    private async Task Begin(ulong guild, ulong channel, ulong user, IReadOnlyList<ulong> people, CancellationToken cancel)
    {
        var state = await Look(guild);
        if (state.Session is not null || !state.Settings.RecordsByItself(channel)) return;
        var answer = await start.Begin(new StartWish(guild, channel, null, user, IsAutomatic: true, people), cancel);
        if (answer.Why is { } why) LogNotBegun(log, guild, channel, why, answer.Sentence);
    }

    private Task<GuildState> Look(ulong guild) => grains.GetGrain<IGuildGrain>(guild.ToString(CultureInfo.InvariantCulture)).Look();

    private static IReadOnlyList<ulong> People(IVoicePresence presence, ulong guild, ulong channel) =>
        [.. presence.In(new Snowflake(guild), new Snowflake(channel)).Where(member => !member.IsBot).Select(member => member.User.Value)];
}
