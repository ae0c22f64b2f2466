using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Tests.World;

/// <summary>What a server knows of one meeting, by the rules of PROTOCOL.md sections 3 to 5. Survives every crash of its clients.</summary>
internal sealed class ServerBooks(ManualTime time)
{
    private readonly SortedDictionary<string, BookedTrack> tracks = new(StringComparer.Ordinal);
    private DateTimeOffset createdAt;

    public string Phase { get; set; } = "recording";
    public bool Exists { get; private set; }
    public string? Key { get; private set; }
    public long CreditWindow { get; set; } = 4096;
    public IReadOnlyDictionary<string, long>? StoppedAt { get; private set; }

    public BookedTrack this[string track] => tracks.TryGetValue(track, out var known) ? known : tracks[track] = new BookedTrack();

    public long Timeline => (long)((time.True - createdAt).TotalSeconds * 48_000);

    public Answer<MeetingView> Create(string key)
    {
        if (!Exists) (Exists, Key, createdAt) = (true, key, time.True);
        return new Answer<MeetingView>.Ok(View());
    }

    public MeetingView View() => new()
    {
        Id = "m1", RecordingId = "m1", Phase = Phase, CreatedAt = createdAt, Tracks = [], PendingChunks = 0, DeadChunks = 0, NotesRevision = 0, EventNumber = 0,
    };

    public Answer<EpochOpened> Open(string id, OpenEpoch request)
    {
        var track = this[id];
        if (Phase != "recording") return Refused<EpochOpened>(Phase == "cancelled" ? "cancelled" : "after_stop");
        if (track.Writers.FindIndex(each => each.Writer == request.Writer) is >= 0 and var own) return new Answer<EpochOpened>.Ok(Opened(track, own), Repeated: true);
        if (request.SeenEpoch != track.NewestEpoch) return Refused<EpochOpened>("stale_epoch", track.NewestEpoch);
        track.Writers.Add((request.Writer, Math.Max(request.FirstSeq, track.NextSeq), request.Anchor));
        track.FirstSeqMax = Math.Max(track.FirstSeqMax, track.Writers[^1].FirstSeq);
        return new Answer<EpochOpened>.Ok(Opened(track, track.Writers.Count - 1));
    }

    public Answer<TrackView> View(string id)
    {
        if (!tracks.TryGetValue(id, out var track)) return Refused<TrackView>("unknown_track", status: 404);
        return new Answer<TrackView>.Ok(new TrackView
        {
            Track = id, Epoch = track.NewestEpoch, NextSeq = track.NextSeq, Watermark = track.Watermark, Missing = [.. track.Missing().Take(100)],
            CreditSeq = track.Watermark + CreditWindow, Phase = Phase,
        });
    }

    public Answer<ChunkAcknowledged> Put(string id, ChunkToSend chunk, ReadOnlyMemory<byte> body)
    {
        var track = this[id];
        if (ContentDigest.Of(body.Span) != chunk.Digest) return Refused<ChunkAcknowledged>("digest_mismatch", status: 422);
        if (Phase == "deleted") return Refused<ChunkAcknowledged>("deleted", status: 410);
        if (chunk.WriterEpoch != track.NewestEpoch)
        {
            track.StaleRefused++;
            return Refused<ChunkAcknowledged>("stale_epoch", track.NewestEpoch);
        }
        if (track.Stored.TryGetValue(chunk.Seq, out var there))
        {
            track.Repeats++;
            return there.Digest == chunk.Digest
                ? new Answer<ChunkAcknowledged>.Ok(Acknowledge(track, there), Repeated: true)
                : Refused<ChunkAcknowledged>("conflict");
        }
        if (Phase == "cancelled" || (StoppedAt is { } stop && (!stop.TryGetValue(id, out var last) || chunk.Seq > last)))
            return Refused<ChunkAcknowledged>(Phase == "cancelled" ? "cancelled" : "after_stop");
        if (chunk.Seq < track.Writers[(int)chunk.Epoch].FirstSeq || chunk.Seq >= track.EndOf(chunk.Epoch)) return Refused<ChunkAcknowledged>("seq_outside_epoch", status: 422);
        if (track.Lost.Contains(chunk.Seq)) return Refused<ChunkAcknowledged>("declared_lost");
        if (body.Span.StartsWith("bad"u8)) return Refused<ChunkAcknowledged>("bad_audio", status: 422);
        if (chunk.Seq >= track.Watermark + CreditWindow)
            return new Answer<ChunkAcknowledged>.Busy(TimeSpan.FromSeconds(1), Problem("over_credit", 429));
        var stored = new StoredChunk(chunk.Seq, chunk.Epoch, chunk.WriterEpoch, chunk.Digest, chunk.StartSamples, body.ToArray());
        track.Stored.Add(chunk.Seq, stored);
        return new Answer<ChunkAcknowledged>.Ok(Acknowledge(track, stored));
    }

    public Answer<Done> Lose(string id, DeclareLost request)
    {
        for (var seq = request.FromSeq; seq <= request.ToSeq; seq++)
            if (!this[id].Stored.ContainsKey(seq)) this[id].Lost.Add(seq);
        return new Answer<Done>.Ok(default);
    }

    public Answer<Done> Gap(string id, RecordGap gap)
    {
        this[id].Gaps.Add(gap);
        return new Answer<Done>.Ok(default);
    }

    public Answer<MeetingView> Stop(StopMeeting request)
    {
        foreach (var (id, last) in request.Tracks ?? new Dictionary<string, long>())
            if (last < this[id].NextSeq - 1) return Refused<MeetingView>("last_seq_behind", status: 422);
        StoppedAt ??= request.Tracks ?? new Dictionary<string, long>();
        Phase = "draining";
        return new Answer<MeetingView>.Ok(View());
    }

    private ChunkAcknowledged Acknowledge(BookedTrack track, StoredChunk chunk) => new()
    {
        Seq = chunk.Seq, Epoch = chunk.Epoch, Digest = chunk.Digest, StartSamples = chunk.StartSamples, DurationSamples = 0,
        NextSeq = track.NextSeq, CreditSeq = track.Watermark + CreditWindow, SlowDown = false,
    };

    private EpochOpened Opened(BookedTrack track, int epoch) =>
        new(epoch, track.Writers[epoch].FirstSeq, track.NextSeq, track.Watermark + CreditWindow, track.NewestEpoch!.Value, track.EndOf(epoch));

    private static Answer<T> Refused<T>(string code, long? newest = null, int status = 409) =>
        new Answer<T>.Refused(Problem(code, status) with { NewestEpoch = newest });

    private static Problem Problem(string code, int status) => new() { Type = code, Title = code, Status = status, Code = code };
}

internal sealed record StoredChunk(long Seq, long Epoch, long WriterEpoch, string Digest, long StartSamples, byte[] Body);

internal sealed class BookedTrack
{
    public List<(string Writer, long FirstSeq, Anchor Anchor)> Writers { get; } = [];
    public SortedDictionary<long, StoredChunk> Stored { get; } = [];
    public SortedSet<long> Lost { get; } = [];
    public List<RecordGap> Gaps { get; } = [];
    public long FirstSeqMax { get; set; }
    public int StaleRefused { get; set; }
    public int Repeats { get; set; }

    public long? NewestEpoch => Writers.Count == 0 ? null : Writers.Count - 1;

    public long? EndOf(long epoch) => epoch + 1 < Writers.Count ? Writers[(int)epoch + 1].FirstSeq : null;

    public long NextSeq => Stored.Count == 0 ? 0 : Stored.Keys.Last() + 1;

    public long Watermark => Missing().FirstOrDefault() is { } first ? first.FromSeq : Math.Max(NextSeq, FirstSeqMax);

    /// <summary>Owed: below what is stored or below the newest epoch's first, and neither stored nor given up.</summary>
    public IEnumerable<SeqRange> Missing()
    {
        long? from = null;
        var end = Math.Max(NextSeq, FirstSeqMax);
        for (long seq = 0; seq <= end; seq++)
        {
            var missing = seq < end && !Stored.ContainsKey(seq) && !Lost.Contains(seq);
            if (missing) from ??= seq;
            else if (from is { } begin)
            {
                yield return new SeqRange(begin, seq - 1);
                from = null;
            }
        }
    }
}
