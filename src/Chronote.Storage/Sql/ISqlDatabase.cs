namespace Chronote.Storage.Sql;

/// <summary>A database as the ports see it. Both dialects implement it, so that what they agree on is written once.</summary>
public interface ISqlDatabase
{
    /// <summary>Runs one bounded read. Where it has several statements, each sees what was committed when it began.</summary>
    Task<T> Read<T>(Func<ISqlSession, ValueTask<T>> read);

    /// <summary>Runs <paramref name="work"/> inside one transaction; the task ends when that is durable.</summary>
    /// <param name="work">Awaits nothing but its session, and may be run again from its beginning: a transaction that lost a race is rolled back.</param>
    /// <param name="byteCount">Audio that waits in memory until then.</param>
    Task<T> Write<T>(Func<ISqlSession, ValueTask<T>> work, int byteCount = 0);

    /// <summary>As <see cref="Write"/>, for rows that somebody asked to be gone: what they held is overwritten, as far as this database can do that at once.</summary>
    /// <param name="work">True: nothing is left to erase.</param>
    Task<bool> Erase(Func<ISqlSession, ValueTask<bool>> work);
}
