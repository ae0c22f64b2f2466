using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>Grain state and the rows its decision changes, in one transaction behind an etag (I7).</summary>
public sealed class SqlGrainRecords(ISqlDatabase database) : IGrainRecords
{
    public Task<GrainRecord?> Read(GrainName grain) => database.Read(session => session.One(
        "SELECT etag, state FROM grain_records WHERE kind = $1 AND key = $2", row => new GrainRecord(row.Number(0), row.Bytes(1)), grain.Kind, grain.Key));

    public async Task<CommitAnswer> Commit(Commit commit)
    {
        if (commit.State.Length > Limits.GrainStateBytesMax)
            throw new ArgumentException($"The state of {commit.Grain} is {commit.State.Length} bytes; at most {Limits.GrainStateBytesMax} may be stored.");
        try
        {
            return await database.Write(session => Commit(session, commit));
        }
        catch (RefusedException refused)
        {
            return refused.Answer;
        }
    }

    public async Task<IReadOnlyList<DueRow>> Due(DateTimeOffset now, int limit) => await database.Read(session => session.All(
        "SELECT kind, key, what, due_at FROM due WHERE due_at <= $1 ORDER BY due_at, kind, key, what LIMIT $2",
        row => new DueRow(new GrainName(row.Text(0), row.Text(1)), row.Text(2), row.Time(3)), now.ToUnixTimeMilliseconds(), limit));

    // The state goes first: comparing and setting the etag is one statement, and whoever else holds it waits or is fenced there.
    private static async ValueTask<CommitAnswer> Commit(ISqlSession session, Commit commit)
    {
        var saved = commit.ExpectedEtag == 0
            ? await session.Run("INSERT INTO grain_records (kind, key, tenant, etag, state) VALUES ($1, $2, $3, 1, $4) ON CONFLICT (kind, key) DO NOTHING",
                commit.Grain.Kind, commit.Grain.Key, commit.Tenant.Value, commit.State)
            : await session.Run("UPDATE grain_records SET etag = etag + 1, state = $4 WHERE kind = $1 AND key = $2 AND etag = $3",
                commit.Grain.Kind, commit.Grain.Key, commit.ExpectedEtag, commit.State);
        if (saved == 0) return new CommitAnswer.Fenced();
        await GrainChanges.Lock(session, commit.Changes);
        foreach (var change in commit.Changes) await GrainChanges.Apply(session, commit.Tenant, change);
        return new CommitAnswer.Committed(commit.ExpectedEtag + 1);
    }
}

/// <summary>Rolls the transaction back and carries the answer out of it.</summary>
internal sealed class RefusedException(CommitAnswer answer) : Exception
{
    public CommitAnswer Answer { get; } = answer;
}
