using System.Collections.Concurrent;
using Chronote.Wire;

namespace Chronote.Crash.Audit;

/// <summary>One acknowledgement as it was received.</summary>
internal sealed record LedgerEntry(string Track, long Seq, long Epoch, string Digest, long StartSamples, long DurationSamples);

/// <summary>The auditor's own book of what the server acknowledged, outside the server and appended to a file before anything else happens.</summary>
internal sealed class Ledger(string path)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Track, long Seq), LedgerEntry> _entries = new();

    public int Count => _entries.Count;
    public IReadOnlyList<LedgerEntry> Entries => [.. _entries.Values];

    /// <returns>Null, or how this acknowledgement contradicts the first one for this number.</returns>
    public string? Acknowledged(string track, ChunkAcknowledged answer)
    {
        var entry = new LedgerEntry(track, answer.Seq, answer.Epoch, answer.Digest, answer.StartSamples, answer.DurationSamples);
        var first = _entries.GetOrAdd((track, answer.Seq), entry);
        if (ReferenceEquals(first, entry))
            lock (_gate) File.AppendAllText(path, $"{entry}\n");
        return first == entry ? null : $"acknowledged as {first} at first and as {entry} later";
    }

    public LedgerEntry? Find(string track, long seq) => _entries.GetValueOrDefault((track, seq));
}
