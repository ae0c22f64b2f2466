using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Grain state and the rows its decision changes, in one transaction behind an etag (I7).</summary>
public sealed class SqliteGrainRecords(SqliteDatabase database) : IGrainRecords
{
    public Task<GrainRecord?> Read(GrainName grain) => Task.FromResult(database.Read(session => session.One(
        "SELECT etag, state FROM grain_records WHERE kind = $1 AND key = $2", row => new GrainRecord(row.Number(0), row.Bytes(1)), grain.Kind, grain.Key)));

    public async Task<CommitAnswer> Commit(Commit commit)
    {
        if (commit.State.Length > Limits.GrainStateBytesMax)
            throw new ArgumentException($"The state of {commit.Grain} is {commit.State.Length} bytes; at most {Limits.GrainStateBytesMax} may be stored.");
        try
        {
            return await database.Writer.Write(Lane.Rest, session => Commit(session, commit));
        }
        catch (RefusedException refused)
        {
            return refused.Answer;
        }
    }

    public Task<IReadOnlyList<DueRow>> Due(DateTimeOffset now, int limit) => Task.FromResult<IReadOnlyList<DueRow>>(database.Read(session => session.All(
        "SELECT kind, key, what, due_at FROM due WHERE due_at <= $1 ORDER BY due_at, kind, key, what LIMIT $2",
        row => new DueRow(new GrainName(row.Text(0), row.Text(1)), row.Text(2), row.Time(3)), now.ToUnixTimeMilliseconds(), limit)));

    private static CommitAnswer Commit(SqliteSession session, Commit commit)
    {
        var etag = session.Number("SELECT coalesce((SELECT etag FROM grain_records WHERE kind = $1 AND key = $2), 0)", commit.Grain.Kind, commit.Grain.Key);
        if (etag != commit.ExpectedEtag) return new CommitAnswer.Fenced();
        foreach (var change in commit.Changes) GrainChanges.Apply(session, commit.Tenant, change);
        session.Run("""
            INSERT INTO grain_records (kind, key, tenant, etag, state) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, key) DO UPDATE
            SET etag = excluded.etag, state = excluded.state
            """,
            commit.Grain.Kind, commit.Grain.Key, commit.Tenant.Value, etag + 1, commit.State);
        return new CommitAnswer.Committed(etag + 1);
    }
}

/// <summary>Rolls the transaction back and carries the answer out of it.</summary>
internal sealed class RefusedException(CommitAnswer answer) : Exception
{
    public CommitAnswer Answer { get; } = answer;
}
