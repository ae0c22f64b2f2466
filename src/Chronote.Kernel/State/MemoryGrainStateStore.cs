using System.Globalization;

namespace Chronote.Kernel.State;

/// <summary>State that ends with the process: for tests, and the disk that survives a simulated crash.</summary>
public sealed class MemoryGrainStateStore : IGrainStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Grain, string State), StoredGrainState> _rows = [];
    private long _writes;

    public Task<StoredGrainState?> Read(string grain, string state)
    {
        lock (_gate) return Task.FromResult(_rows.GetValueOrDefault((grain, state)));
    }

    public Task<string?> Write(string grain, string state, byte[] payload, string? expectedEtag)
    {
        lock (_gate)
        {
            if (!IsExpected_NeedsLock(grain, state, expectedEtag)) return Task.FromResult<string?>(null);
            var etag = (++_writes).ToString(CultureInfo.InvariantCulture);
            _rows[(grain, state)] = new StoredGrainState([.. payload], etag);
            return Task.FromResult<string?>(etag);
        }
    }

    public Task<bool> Clear(string grain, string state, string? expectedEtag)
    {
        lock (_gate)
        {
            if (!IsExpected_NeedsLock(grain, state, expectedEtag)) return Task.FromResult(false);
            _rows.Remove((grain, state));
            return Task.FromResult(true);
        }
    }

    private bool IsExpected_NeedsLock(string grain, string state, string? expectedEtag) =>
        string.Equals(_rows.GetValueOrDefault((grain, state))?.Etag, expectedEtag, StringComparison.Ordinal);
}
