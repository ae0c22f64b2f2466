using Chronote.Domain.Ports;
using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Reads from a replica as long as it answers, else from the database itself. For what may be some moments old.</summary>
public sealed partial class ReplicaReads(ISqlDatabase replica, ISqlDatabase database, TimeProvider time, ILogger<ReplicaReads> log) : ISqlDatabase
{
    /// <summary>How long a replica that did not answer is left alone: nobody waits for it twice.</summary>
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(30);

    private long _askAgainAt;

    public async Task<T> Read<T>(Func<ISqlSession, ValueTask<T>> read)
    {
        if (time.GetUtcNow().ToUnixTimeMilliseconds() < Interlocked.Read(ref _askAgainAt)) return await database.Read(read);
        try
        {
            return await replica.Read(read);
        }
        catch (StoreException failure)
        {
            Interlocked.Exchange(ref _askAgainAt, (time.GetUtcNow() + LeftAlone).ToUnixTimeMilliseconds());
            LogFallenBack(log, failure.Message);
            return await database.Read(read);
        }
    }

    public Task<T> Write<T>(Func<ISqlSession, ValueTask<T>> work, int byteCount = 0) => database.Write(work, byteCount);

    public Task<bool> Erase(Func<ISqlSession, ValueTask<bool>> work) => database.Erase(work);
}
