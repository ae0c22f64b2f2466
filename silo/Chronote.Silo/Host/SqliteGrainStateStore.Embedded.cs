using Chronote.Kernel.State;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Silo.Host;

/// <summary>The embedded host's states in the data folder's database. Storage knows no host, and the host no SQL: this is where they meet.</summary>
internal sealed class SqliteGrainStateStore(SqliteHostStates rows) : IGrainStateStore
{
    public Task<StoredGrainState?> Read(string grain, string state) =>
        Task.FromResult(rows.Read(grain, state) is { } row ? new StoredGrainState(row.State, row.Etag) : null);

    public Task<string?> Write(string grain, string state, byte[] payload, string? expectedEtag) => rows.Write(grain, state, payload, expectedEtag);
}
