using System.Globalization;

namespace Chronote.Kernel.State;

/// <summary>State that ends with the process: for tests, and the disk that survives a simulated crash.</summary>
public sealed class MemoryGrainStateStore : IGrainStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Grain, string State), StoredGrainState> _rows = [];
    private long _writes;

    public Task<StoredGrainState?> Read(string grain, string state) => Task.FromResult(ReadNow(grain, state));

    public Task<string?> Write(string grain, string state, byte[] payload, string? expectedEtag) => Task.FromResult(WriteNow(grain, state, payload, expectedEtag));

    /// <summary>What is stored, for an auditor that doesn't wait.</summary>
    public StoredGrainState? ReadNow(string grain, string state)
    {
        lock (_gate) return _rows.GetValueOrDefault((grain, state));
    }

    internal string? WriteNow(string grain, string state, byte[] payload, string? expectedEtag)
    {
        lock (_gate)
        {
            if (!string.Equals(_rows.GetValueOrDefault((grain, state))?.Etag, expectedEtag, StringComparison.Ordinal)) return null;
            var etag = (++_writes).ToString(CultureInfo.InvariantCulture);
            _rows[(grain, state)] = new StoredGrainState([.. payload], etag);
            return etag;
        }
    }
}
