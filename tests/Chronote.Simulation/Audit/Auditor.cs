using Chronote.Client.Server;
using Chronote.Domain.Ports;
using Chronote.Simulation.Recorders;
using Chronote.Wire;

namespace Chronote.Simulation.Audit;

/// <summary>
/// Stands outside, hears every request and answer about one meeting on the wire, and keeps its own books of what was promised. It asks the
/// system nothing; what it heard is compared with the rows at the end.
/// </summary>
internal sealed class Auditor(Findings findings, Action<string> tell)
{
    private readonly SortedDictionary<(string Track, long Seq), ChunkAcknowledged> _acknowledged = [];
    private readonly SortedDictionary<(string Track, long Seq), SentChunk> _sentAndAcknowledged = [];
    private readonly SortedDictionary<string, long> _newestEpochs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _placeEnds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Track, long Epoch), string> _writers = [];
    private readonly SortedDictionary<string, SentChunk> _bodies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SpooledChunk> _spooled = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, EventRow> _events = [];
    private readonly SortedSet<string> _refusedForGood = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sentByRightfulWriters = new(StringComparer.Ordinal);
    private readonly SortedSet<(string Track, long Seq)> _givenUp = [];
    private readonly List<(string Track, DeclareLost Lost)> _losses = [];
    private readonly List<(string Track, RecordGap Gap)> _gaps = [];
    private readonly HashSet<uint> _serials = [];
    private readonly HashSet<Demand> _asked = [];
    private readonly HashSet<Demand> _granted = [];

    /// <summary>The first acknowledgement of each chunk.</summary>
    public IReadOnlyDictionary<(string Track, long Seq), ChunkAcknowledged> Acknowledgements => _acknowledged;

    /// <summary>What was sent when a chunk was first acknowledged: a body may go out again under another number after a takeover.</summary>
    public IReadOnlyDictionary<(string Track, long Seq), SentChunk> SentAndAcknowledged => _sentAndAcknowledged;

    /// <summary>What recorders were told is safe on their disk.</summary>
    public IEnumerable<SpooledChunk> Spooled => _spooled.Values;

    /// <summary>Ranges that the server said it recorded as lost.</summary>
    public IReadOnlyList<(string Track, DeclareLost Lost)> Losses => _losses;

    public IReadOnlyList<(string Track, RecordGap Gap)> Gaps => _gaps;

    /// <summary>What readers were shown.</summary>
    public IReadOnlyDictionary<long, EventRow> Events => _events;

    /// <summary>The meeting's id, as soon as anybody was told it.</summary>
    public string? Meeting { get; private set; }

    public int Repeats { get; private set; }

    public int StaleRefused { get; private set; }

    public int ConflictsRefused { get; private set; }

    /// <summary>Somebody asked for it; it may have happened.</summary>
    public bool WasAsked(Demand demand) => _asked.Contains(demand);

    /// <summary>Somebody was told that it happened.</summary>
    public bool WasGranted(Demand demand) => _granted.Contains(demand);

    /// <summary>The newest epoch that anyone has heard of.</summary>
    public long? NewestEpoch(string track) => _newestEpochs.TryGetValue(track, out var epoch) ? epoch : null;

    /// <summary>Where the audio acknowledged so far ends.</summary>
    public long PlaceEnd(string track) => _placeEnds.GetValueOrDefault(track);

    /// <summary>A body that was sent at least once.</summary>
    public SentChunk? Sent(string digest) => _bodies.GetValueOrDefault(digest);

    public bool WasSent(uint serial) => _serials.Contains(serial);

    /// <summary>By sequence number.</summary>
    public IReadOnlyDictionary<long, uint> AcknowledgedSerials(string track) =>
        _sentAndAcknowledged.Where(sent => sent.Key.Track == track).ToDictionary(sent => sent.Key.Seq, sent => Sound.Heard(sent.Value.Body)[0].Serial);

    /// <summary>Whether a body was only ever sent by a writer that others had already seen replaced.</summary>
    public bool CameFromStaleWritersOnly(string digest) => _bodies.ContainsKey(digest) && !_sentByRightfulWriters.Contains(digest);

    public bool WasRefusedForGood(string digest) => _refusedForGood.Contains(digest);

    public void Created(string life, MeetingView view)
    {
        if (Meeting is not null && Meeting != view.Id) findings.Add($"{life} made {view.Id} under the key of {Meeting}");
        Meeting ??= view.Id;
    }

    public void Asks(Demand demand) => _asked.Add(demand);

    public void WasGranted(string life, Demand demand)
    {
        tell($"{life} was granted: {demand}");
        _granted.Add(demand);
    }

    /// <summary>A recorder's spool took a chunk: from here on it must not be lost.</summary>
    public void IsSpooled(SpooledChunk chunk) => _spooled.TryAdd(chunk.Digest, chunk);

    public void EpochOpened(string life, string track, OpenEpoch request, EpochOpened opened)
    {
        tell($"{life} holds epoch {opened.Epoch} of {track}, numbers from {opened.FirstSeq} on");
        if (!_writers.TryAdd((track, opened.Epoch), request.Writer) && _writers[(track, opened.Epoch)] != request.Writer)
            findings.Add($"I7: epoch {opened.Epoch} of {track} was given to {_writers[(track, opened.Epoch)]} and to {request.Writer}");
        if (opened.Epoch > (NewestEpoch(track) ?? -1)) _newestEpochs[track] = opened.Epoch;
    }

    public void GivesUp(string life, string track, DeclareLost lost)
    {
        tell($"{life} gives up {track}/{lost.FromSeq}…{lost.ToSeq}: {lost.Reason}");
        for (var seq = lost.FromSeq; seq <= lost.ToSeq; seq++) _givenUp.Add((track, seq));
    }

    public void GaveUp(string track, DeclareLost lost) => _losses.Add((track, lost));

    public void GapRecorded(string track, RecordGap gap) => _gaps.Add((track, gap));

    public void EventSeen(EventRow told)
    {
        if (!_events.TryAdd(told.Number, told) && _events[told.Number] != told) findings.Add($"I11: event {told.Number} was {_events[told.Number]} and is {told}");
    }

    public SentChunk Sent(string life, TrackAddress track, ChunkToSend chunk, byte[] body)
    {
        var sent = new SentChunk(life, track, chunk, body, chunk.WriterEpoch < NewestEpoch(track.Track), WasGranted(Demand.Delete), WasGranted(Demand.Cancel));
        if (_bodies.TryAdd(chunk.Digest, sent)) _serials.Add(Sound.Heard(body)[0].Serial);
        if (!sent.IsStale) _sentByRightfulWriters.Add(chunk.Digest);
        return sent;
    }

    public void Answered(SentChunk sent, Answer<ChunkAcknowledged> answer)
    {
        var (track, seq) = (sent.Track.Track, sent.Chunk.Seq);
        switch (answer)
        {
            case Answer<ChunkAcknowledged>.Ok acknowledged:
                tell($"{sent.Life}: {track}/{seq} acknowledged");
                Acknowledged(sent, acknowledged);
                break;
            case Answer<ChunkAcknowledged>.Refused { Problem.Code: var code }:
                tell($"{sent.Life}: {track}/{seq} refused, {code}");
                Refused(sent, code);
                break;
        }
    }

    private void Acknowledged(SentChunk sent, Answer<ChunkAcknowledged>.Ok answer)
    {
        var (track, seq, acknowledged) = (sent.Track.Track, sent.Chunk.Seq, answer.Value);
        if (sent.IsStale) findings.Add($"I3: {sent.Life} wrote {track}/{seq} as epoch {sent.Chunk.WriterEpoch}, which others had replaced, and was acknowledged");
        if (sent.IsAfterDelete) findings.Add($"I12: {sent.Life} was told that the meeting is deleted, and then that {track}/{seq} is stored");
        if (sent.IsAfterCancel && !answer.Repeated) findings.Add($"{sent.Life}: {track}/{seq} was sent after the meeting was cancelled, and stored");
        if (acknowledged.Seq != seq || acknowledged.Digest != sent.Chunk.Digest) findings.Add($"I3: {track}/{seq} was acknowledged with another number or digest than was sent");
        _sentAndAcknowledged.TryAdd((track, seq), sent);
        _placeEnds[track] = Math.Max(PlaceEnd(track), acknowledged.StartSamples + acknowledged.DurationSamples);
        if (_acknowledged.TryAdd((track, seq), acknowledged)) return;
        Repeats++;
        if (!IsAlike(_acknowledged[(track, seq)], acknowledged)) findings.Add($"I3: {track}/{seq} was acknowledged twice, and differently");
    }

    private void Refused(SentChunk sent, string code)
    {
        var (track, seq, digest) = (sent.Track.Track, sent.Chunk.Seq, sent.Chunk.Digest);
        var hasReason = code switch
        {
            ProblemCodes.StaleEpoch or ProblemCodes.Conflict => true,
            ProblemCodes.AfterStop => WasAsked(Demand.Stop),
            ProblemCodes.Cancelled => WasAsked(Demand.Cancel),
            ProblemCodes.Deleted => WasAsked(Demand.Delete),
            ProblemCodes.DeclaredLost => _givenUp.Contains((track, seq)),
            _ => false,
        };
        if (!hasReason) findings.Add($"{sent.Life}: {track}/{seq} was refused with {code}, for which nothing in this story is a reason");
        switch (code)
        {
            case ProblemCodes.StaleEpoch:
                StaleRefused++;
                break;
            case ProblemCodes.Conflict:
                ConflictsRefused++;
                if (_acknowledged.TryGetValue((track, seq), out var first) && first.Digest == digest) findings.Add($"I3: {track}/{seq} was acknowledged and is now in conflict with itself");
                break;
            default:
                // The recorder keeps these on its disk and says so; the meeting was over.
                _refusedForGood.Add(digest);
                break;
        }
    }

    private static bool IsAlike(ChunkAcknowledged first, ChunkAcknowledged again) =>
        (first.Seq, first.Epoch, first.Digest, first.StartSamples, first.DurationSamples) == (again.Seq, again.Epoch, again.Digest, again.StartSamples, again.DurationSamples);
}

/// <param name="IsStale">Somebody had heard of a newer epoch before this was sent.</param>
/// <param name="IsAfterDelete">Somebody had heard before this was sent that the meeting is deleted.</param>
/// <param name="IsAfterCancel">The same of cancelled.</param>
internal sealed record SentChunk(string Life, TrackAddress Track, ChunkToSend Chunk, byte[] Body, bool IsStale, bool IsAfterDelete, bool IsAfterCancel);

/// <param name="Number">The recorder's own count.</param>
internal sealed record SpooledChunk(string Life, string Track, long Number, uint Serial, string Digest);

/// <summary>What ends a meeting.</summary>
internal enum Demand { Stop, Cancel, Delete }
