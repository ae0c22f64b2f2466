using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>Carries out what a guild's grain decided about rows.</summary>
internal static class GuildChanges
{
    public static async ValueTask Save(ISqlSession session, VoiceSessionRow row) => await session.Run("""
        INSERT INTO voice_sessions (meeting, tenant, guild, phase, epoch, silo, lease_until, opt_out_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (meeting) DO UPDATE SET phase = excluded.phase, epoch = excluded.epoch, silo = excluded.silo, lease_until = excluded.lease_until,
          opt_out_version = excluded.opt_out_version
        """,
        row.Meeting.Value, row.Tenant.Value, SqlGuildStore.Text(row.Guild), (int)row.Phase, row.Epoch, row.Silo, row.LeaseUntil?.ToUnixTimeMilliseconds(), row.OptOutVersion);

    public static async ValueTask Remove(ISqlSession session, MeetingId meeting) => await session.Run("DELETE FROM voice_sessions WHERE meeting = $1", meeting.Value);

    // The rows are the meeting's, whoever of its guild asks for them.
    public static async ValueTask Add(ISqlSession session, RowChange.AddGuildMeeting add) => await session.Run("""
        INSERT INTO guild_meetings (meeting, tenant, guild, channel, started_by, started_at, message, announcement)
        SELECT meeting, tenant, $2, $3, $4, $5, $6, $7 FROM meetings WHERE meeting = $1 ON CONFLICT (meeting) DO NOTHING
        """,
        add.Id.Value, SqlGuildStore.Text(add.Guild), SqlGuildStore.Text(add.Channel), SqlGuildStore.Text(add.StartedBy), add.At.ToUnixTimeMilliseconds(),
        SqlGuildStore.Text(add.Message), add.Announcement);

    public static async ValueTask Add(ISqlSession session, RowChange.AddConsents add)
    {
        foreach (var user in add.People)
            await session.Run("""
                INSERT INTO consents (meeting, user_id, tenant, guild, at, how) SELECT meeting, $2, tenant, $3, $4, $5 FROM meetings WHERE meeting = $1
                ON CONFLICT (meeting, user_id) DO NOTHING
                """,
                add.Id.Value, SqlGuildStore.Text(user), SqlGuildStore.Text(add.Guild), add.At.ToUnixTimeMilliseconds(), add.How);
    }

    public static async ValueTask Set(ISqlSession session, TenantId tenant, RowChange.SetOptOut set)
    {
        var (guild, user) = (SqlGuildStore.Text(set.Guild), SqlGuildStore.Text(set.User));
        if (set.Since is { } since)
            await session.Run("INSERT INTO opt_outs (guild, user_id, tenant, since) VALUES ($1, $2, $3, $4) ON CONFLICT (guild, user_id) DO NOTHING",
                guild, user, tenant.Value, since.ToUnixTimeMilliseconds());
        else
            await session.Run("DELETE FROM opt_outs WHERE guild = $1 AND user_id = $2", guild, user);
    }
}
