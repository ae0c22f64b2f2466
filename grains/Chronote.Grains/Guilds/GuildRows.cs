using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;

namespace Chronote.Grains.Guilds;

/// <summary>The rows that change with a guild's decision.</summary>
internal static class GuildRows
{
    /// <summary>The name of a guild's row in <c>due</c>.</summary>
    public const string Look = "look";

    public static IEnumerable<RowChange> Changes(ulong guild, GuildState before, GuildCommand command, GuildState next, DateTimeOffset now)
    {
        foreach (var change in Sessions(guild, before, next)) yield return change;
        switch (command)
        {
            case GuildCommand.Announced announced when before.Session is { Phase: VoicePhase.Starting } session && next.Session is not null:
                yield return new RowChange.AddGuildMeeting(guild, session.Meeting, session.Channel, session.StartedBy, now, announced.Message, announced.Text);
                yield return new RowChange.AddConsents(session.Meeting, guild, announced.People, now, "announcement");
                break;
            case GuildCommand.Joined joined:
                yield return new RowChange.AddConsents(joined.Meeting, guild, joined.People, now, "joined");
                break;
            case GuildCommand.OptOut optOut:
                yield return new RowChange.SetOptOut(guild, optOut.User, now);
                break;
            case GuildCommand.OptIn optIn:
                yield return new RowChange.SetOptOut(guild, optIn.User, null);
                break;
        }
    }

    private static IEnumerable<RowChange> Sessions(ulong guild, GuildState before, GuildState next)
    {
        var (old, now) = (Rows(guild, before), Rows(guild, next));
        foreach (var row in now.Values)
            if (!old.TryGetValue(row.Meeting.Value, out var same) || same != row) yield return new RowChange.SaveVoiceSession(row);
        foreach (var row in old.Values)
            if (!now.ContainsKey(row.Meeting.Value)) yield return new RowChange.RemoveVoiceSession(row.Meeting);
    }

    private static Dictionary<string, VoiceSessionRow> Rows(ulong guild, GuildState state)
    {
        var rows = state.Ended.Select(ended => Row(guild, ended.Session with { Phase = VoicePhase.Ended, LeaseUntil = null }, 0)).ToDictionary(row => row.Meeting.Value, StringComparer.Ordinal);
        if (state.Session is { } session) rows[session.Meeting.Value] = Row(guild, session, state.OptOutVersion);
        return rows;
    }

    private static VoiceSessionRow Row(ulong guild, VoiceSession session, long optOutVersion) =>
        new(session.Meeting, session.Tenant, guild, session.Phase, session.Epoch, session.Silo, session.LeaseUntil, optOutVersion);
}
