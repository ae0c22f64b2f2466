using System.Globalization;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>The rows of <c>host_states</c>: plain states that a grain host keeps for its grains. The etag is compared inside the statement that writes (I7).</summary>
/// <remarks>Etags are drawn, not counted: a counter would start anew after a row was removed, and a writer from before could then pass for the newest.</remarks>
public sealed class SqlHostStates(ISqlDatabase database, IRandomness randomness)
{
    /// <returns>Null when nothing is stored.</returns>
    public Task<HostStateRow?> Read(string grain, string name) => database.Read(session => session.One(
        "SELECT state, etag FROM host_states WHERE name = $1 AND grain = $2", row => new HostStateRow(row.Bytes(0), row.Text(1)), name, grain));

    /// <param name="expectedEtag">Null when nothing is stored.</param>
    /// <returns>The new etag; null when another one is stored than expected, and then nothing was changed.</returns>
    public async Task<string?> Write(string grain, string name, byte[] state, string? expectedEtag)
    {
        var etag = randomness.Next().ToString("x16", CultureInfo.InvariantCulture);
        var written = await database.Write(session => expectedEtag is null
            ? session.Run("INSERT INTO host_states (name, grain, etag, state) VALUES ($1, $2, $3, $4) ON CONFLICT (name, grain) DO NOTHING", name, grain, etag, state)
            : session.Run("UPDATE host_states SET etag = $3, state = $4 WHERE name = $1 AND grain = $2 AND etag = $5", name, grain, etag, state, expectedEtag));
        return written == 1 ? etag : null;
    }
}

public sealed record HostStateRow(byte[] State, string Etag);
