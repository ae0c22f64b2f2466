using Chronote.Kernel.State;
using Chronote.Storage.Sql;

namespace Chronote.Silo.Host;

/// <summary>The embedded host's states in the server's database. Storage knows no host, and the host no SQL: this is where they meet.</summary>
internal sealed class SqlGrainStateStore(SqlHostStates rows) : IGrainStateStore
{
    public async Task<StoredGrainState?> Read(string grain, string state) => await rows.Read(grain, state) is { } row ? new StoredGrainState(row.State, row.Etag) : null;

    public Task<string?> Write(string grain, string state, byte[] payload, string? expectedEtag) => rows.Write(grain, state, payload, expectedEtag);
}
