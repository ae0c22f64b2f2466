using System.Globalization;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>Reads of guilds' rows, each a bounded page.</summary>
public sealed class SqlGuildStore(ISqlDatabase database) : IGuildStore
{
    public async Task<IReadOnlyList<VoiceSessionRow>> Sessions(MeetingId? after, int limit) => await database.Read(session => session.All(
        "SELECT meeting, tenant, guild, phase, epoch, silo, lease_until, opt_out_version FROM voice_sessions WHERE meeting > $1 ORDER BY meeting LIMIT $2",
        row => new VoiceSessionRow(
            new MeetingId(row.Text(0)), new TenantId(row.Text(1)), Id(row.Text(2)), (VoicePhase)row.Integer(3), row.Number(4), row.TextOrNull(5), row.TimeOrNull(6), row.Number(7)),
        after?.Value ?? "", limit));

    public async Task<IReadOnlySet<ulong>> OptedOut(ulong guild) =>
        (await database.Read(session => session.All("SELECT user_id FROM opt_outs WHERE guild = $1", row => Id(row.Text(0)), Text(guild)))).ToHashSet();

    public Task<GuildMeeting?> Meeting(ulong guild, MeetingId? id) => database.Read(session => session.One(
        """
        SELECT g.meeting, g.tenant, g.channel, g.started_by, g.started_at, g.message FROM guild_meetings g JOIN meetings m ON m.meeting = g.meeting
        WHERE g.guild = $1 AND m.phase <> 'Deleted' AND ($2 = '' OR g.meeting = $2) ORDER BY g.meeting DESC LIMIT 1
        """,
        row => new GuildMeeting(new MeetingId(row.Text(0)), new TenantId(row.Text(1)), Id(row.Text(2)), Id(row.Text(3)), row.Time(4), Id(row.Text(5))), Text(guild), id?.Value ?? ""));

    public Task<TenantId?> TenantOf(MeetingId id) => database.Read(session => session.One(
        "SELECT tenant FROM guild_meetings WHERE meeting = $1", row => (TenantId?)new TenantId(row.Text(0)), id.Value));

    public async Task<bool> TookPart(MeetingId id, ulong user) =>
        await database.Read(session => session.Number("SELECT count(*) FROM consents WHERE meeting = $1 AND user_id = $2", id.Value, Text(user))) > 0;

    public async Task<IReadOnlyList<ConsentRow>> Consents(MeetingId id, int limit) => await database.Read(session => session.All(
        "SELECT user_id, at, how FROM consents WHERE meeting = $1 ORDER BY at, user_id LIMIT $2", row => new ConsentRow(Id(row.Text(0)), row.Time(1), row.Text(2)), id.Value, limit));

    public Task<MeetingId?> NextWithTrack(ulong guild, TrackId track, MeetingId? after, MeetingId until) => database.Read(session => session.One(
        """
        SELECT g.meeting FROM guild_meetings g JOIN tracks t ON t.meeting = g.meeting AND t.track = $2
        WHERE g.guild = $1 AND g.meeting > $3 AND g.meeting <= $4 ORDER BY g.meeting LIMIT 1
        """,
        row => (MeetingId?)new MeetingId(row.Text(0)), Text(guild), track.Value, after?.Value ?? "", until.Value));

    internal static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    private static ulong Id(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
