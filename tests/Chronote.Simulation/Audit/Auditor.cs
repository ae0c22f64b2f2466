using Chronote.Client.Server;
using Chronote.Client.Upload;
using Chronote.Wire;

namespace Chronote.Simulation.Audit;

/// <summary>
/// Stands outside, hears every request and answer on the wire, and keeps its own books of what was promised. It asks the system nothing; what
/// it heard is compared with the rows at the end.
/// </summary>
internal sealed class Auditor(Findings findings, Action<string> tell)
{
    private readonly SortedDictionary<(string Track, long Seq), ChunkAcknowledged> _acknowledged = [];
    private readonly SortedDictionary<(string Track, long Seq), SentChunk> _sentAndAcknowledged = [];
    private readonly SortedDictionary<string, long> _newestEpochs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SentChunk> _bodies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SpooledChunk> _spooled = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _refusedForGood = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sentByRightfulWriters = new(StringComparer.Ordinal);

    /// <summary>The first acknowledgement of each chunk.</summary>
    public IReadOnlyDictionary<(string Track, long Seq), ChunkAcknowledged> Acknowledgements => _acknowledged;

    /// <summary>What was sent when a chunk was first acknowledged: a body may go out again under another number after a takeover.</summary>
    public IReadOnlyDictionary<(string Track, long Seq), SentChunk> SentAndAcknowledged => _sentAndAcknowledged;

    /// <summary>What recorders were told is safe on their disk.</summary>
    public IEnumerable<SpooledChunk> Spooled => _spooled.Values;

    /// <summary>The meeting that chunks were sent to.</summary>
    public string? Meeting { get; private set; }

    public int Repeats { get; private set; }

    public int StaleRefused { get; private set; }

    public int ConflictsRefused { get; private set; }

    /// <summary>The newest epoch that anyone has heard of.</summary>
    public long? NewestEpoch(string track) => _newestEpochs.TryGetValue(track, out var epoch) ? epoch : null;

    /// <summary>A body that was sent at least once.</summary>
    public SentChunk? Sent(string digest) => _bodies.GetValueOrDefault(digest);

    /// <summary>Whether a body was only ever sent by a writer that others had already seen replaced.</summary>
    public bool CameFromStaleWritersOnly(string digest) => _bodies.ContainsKey(digest) && !_sentByRightfulWriters.Contains(digest);

    public bool WasRefusedForGood(string digest) => _refusedForGood.Contains(digest);

    /// <summary>A recorder's spool took a chunk: from here on it must not be lost.</summary>
    public void IsSpooled(SpooledChunk chunk) => _spooled.TryAdd(chunk.Digest, chunk);

    public void EpochOpened(string life, string track, EpochOpened opened)
    {
        tell($"{life} holds epoch {opened.Epoch} of {track}, numbers from {opened.FirstSeq} on");
        if (opened.Epoch > (NewestEpoch(track) ?? -1)) _newestEpochs[track] = opened.Epoch;
    }

    public void GaveUp(string life, string track, DeclareLost lost) => tell($"{life} gives up {track}/{lost.FromSeq}…{lost.ToSeq}: {lost.Reason}");

    public SentChunk Sent(string life, TrackAddress track, ChunkToSend chunk, byte[] body)
    {
        var sent = new SentChunk(life, track, chunk, body, IsStale: chunk.WriterEpoch < NewestEpoch(track.Track));
        Meeting ??= track.Meeting;
        _bodies.TryAdd(chunk.Digest, sent);
        if (!sent.IsStale) _sentByRightfulWriters.Add(chunk.Digest);
        return sent;
    }

    public void Answered(SentChunk sent, Answer<ChunkAcknowledged> answer)
    {
        var (track, seq, digest) = (sent.Track.Track, sent.Chunk.Seq, sent.Chunk.Digest);
        switch (answer)
        {
            case Answer<ChunkAcknowledged>.Ok { Value: var acknowledged }:
                tell($"{sent.Life}: {track}/{seq} acknowledged");
                if (sent.IsStale) findings.Add($"I3: {sent.Life} wrote {track}/{seq} as epoch {sent.Chunk.WriterEpoch}, which others had replaced, and was acknowledged");
                if (acknowledged.Seq != seq || acknowledged.Digest != digest) findings.Add($"I3: {track}/{seq} was acknowledged with another number or digest than was sent");
                _sentAndAcknowledged.TryAdd((track, seq), sent);
                if (_acknowledged.TryAdd((track, seq), acknowledged)) break;
                Repeats++;
                if (!IsAlike(_acknowledged[(track, seq)], acknowledged)) findings.Add($"I3: {track}/{seq} was acknowledged twice, and differently");
                break;
            case Answer<ChunkAcknowledged>.Refused { Problem.Code: var code }:
                tell($"{sent.Life}: {track}/{seq} refused, {code}");
                Refused(sent, code);
                break;
        }
    }

    private void Refused(SentChunk sent, string code)
    {
        var (track, seq, digest) = (sent.Track.Track, sent.Chunk.Seq, sent.Chunk.Digest);
        switch (code)
        {
            case ProblemCodes.StaleEpoch:
                StaleRefused++;
                break;
            case ProblemCodes.Conflict:
                ConflictsRefused++;
                if (_acknowledged.TryGetValue((track, seq), out var first) && first.Digest == digest) findings.Add($"I3: {track}/{seq} was acknowledged and is now in conflict with itself");
                break;
            // The recorder keeps these on its disk and says so; the meeting was over.
            case ProblemCodes.AfterStop:
                _refusedForGood.Add(digest);
                break;
            default:
                findings.Add($"{sent.Life}: {track}/{seq} was refused with {code}, for which nothing in this story is a reason");
                break;
        }
    }

    private static bool IsAlike(ChunkAcknowledged first, ChunkAcknowledged again) =>
        (first.Seq, first.Epoch, first.Digest, first.StartSamples, first.DurationSamples) == (again.Seq, again.Epoch, again.Digest, again.StartSamples, again.DurationSamples);
}

/// <param name="IsStale">Somebody had heard of a newer epoch before this was sent.</param>
internal sealed record SentChunk(string Life, TrackAddress Track, ChunkToSend Chunk, byte[] Body, bool IsStale);

/// <param name="Number">The recorder's own count.</param>
internal sealed record SpooledChunk(string Life, string Track, long Number, uint Serial, string Digest);
