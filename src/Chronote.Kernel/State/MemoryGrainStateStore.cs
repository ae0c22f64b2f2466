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

    public Task<bool> Clear(string grain, string state, string? expectedEtag) => Task.FromResult(ClearNow(grain, state, expectedEtag));

    /// <summary>What is stored, for an auditor that doesn't wait.</summary>
    public StoredGrainState? ReadNow(string grain, string state)
    {
        lock (_gate) return _rows.GetValueOrDefault((grain, state));
    }

    internal string? WriteNow(string grain, string state, byte[] payload, string? expectedEtag)
    {
        lock (_gate)
        {
            if (!IsExpected_NeedsLock(grain, state, expectedEtag)) return null;
            var etag = (++_writes).ToString(CultureInfo.InvariantCulture);
            _rows[(grain, state)] = new StoredGrainState([.. payload], etag);
            return etag;
        }
    }

    internal bool ClearNow(string grain, string state, string? expectedEtag)
    {
        lock (_gate)
        {
            if (!IsExpected_NeedsLock(grain, state, expectedEtag)) return false;
            _rows.Remove((grain, state));
            return true;
        }
    }

    private bool IsExpected_NeedsLock(string grain, string state, string? expectedEtag) =>
        string.Equals(_rows.GetValueOrDefault((grain, state))?.Etag, expectedEtag, StringComparison.Ordinal);
}
