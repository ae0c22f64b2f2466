using System.Collections.Concurrent;
using Chronote.Crash.Audit;
using Chronote.Wire;

namespace Chronote.Crash.Edge;

/// <summary>
/// Writes to one track without ever pausing: in order and out of order, with repeats, and now and then as a new run that takes the track over. Every
/// request is repeated until it is answered. What must not happen is noted as a violation.
/// </summary>
internal sealed class TrackWriter(EdgeClient edge, Ledger ledger, string meeting, string track, int seed)
{
    private readonly Random _draw = new(seed);
    private readonly Dictionary<long, long> _owed = [];
    private long _next;
    private long _epoch = -1;
    private int _runs;

    public string Track => track;
    public long NewestEpoch => Interlocked.Read(ref _epoch);
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Answers of the fence to the writer that was taken over.</summary>
    public long ZombieRefused { get; private set; }

    /// <summary>The last number given out.</summary>
    public long Last => _next - 1;

    public async Task Run(CancellationToken ended)
    {
        await TakeOver();
        while (!ended.IsCancellationRequested)
        {
            switch (_draw.Next(100))
            {
                case < 70:
                    await Send(_next++, NewestEpoch);
                    break;
                case < 80:
                    _owed.Add(_next++, NewestEpoch);
                    break;
                case < 90 when _owed.Count > 0:
                    await SendOwed();
                    break;
                case < 95 when _next > 0:
                    await SendAgain(_draw.NextInt64(_next));
                    break;
                case < 97:
                    await TakeOver();
                    break;
                default:
                    await ActAsZombie();
                    break;
            }
        }
        while (_owed.Count > 0) await SendOwed();
    }

    private async Task TakeOver()
    {
        long? seen = _epoch < 0 ? null : _epoch;
        var answer = await edge.Open(meeting, track, seen, $"{track} run {_runs++}", _next);
        if (!answer.IsSuccess)
        {
            Violations.Enqueue($"{track}: opening after {seen} was answered {answer.Problem}");
            return;
        }
        var opened = answer.Body<EpochOpened>();
        if (opened.Epoch != _epoch + 1 || opened.FirstSeq != _next) Violations.Enqueue($"{track}: asked for epoch {_epoch + 1} from {_next}, got {opened}");
        Interlocked.Exchange(ref _epoch, opened.Epoch);
    }

    private async Task SendOwed()
    {
        var (seq, epoch) = _owed.ElementAt(_draw.Next(_owed.Count));
        await Send(seq, epoch);
        _owed.Remove(seq);
    }

    private async Task SendAgain(long seq)
    {
        if (ledger.Find(track, seq) is { } entry) await Send(seq, entry.Epoch);
    }

    private async Task Send(long seq, long epoch)
    {
        var chunk = SampleChunk.Of(track, seq);
        var answer = await edge.Put(meeting, chunk, epoch, NewestEpoch);
        if (!answer.IsSuccess)
        {
            Violations.Enqueue($"{chunk.Track}/{seq} was refused: {answer.Problem}");
            return;
        }
        var body = answer.Body<ChunkAcknowledged>();
        if (body.Digest != chunk.DigestText) Violations.Enqueue($"{track}/{seq} was acknowledged with the digest of something else");
        if (ledger.Acknowledged(track, body) is { } contradiction) Violations.Enqueue(contradiction);
    }

    // The run before this one still writes: what is stored, what is new, and its own version of what is stored.
    private async Task ActAsZombie()
    {
        if (_epoch < 1) return;
        var old = _draw.NextInt64(_epoch);
        var seq = _draw.NextInt64(_next + 2);
        var answer = await edge.TryPut(meeting, SampleChunk.Of(track, seq, _draw.Next(2) == 0 ? "" : "a zombie's"), old, old);
        if (answer is null) return;
        ZombieRefused++;
        if (answer.Problem is not { Code: "stale_epoch" } || answer.Problem.NewestEpoch != _epoch)
            Violations.Enqueue($"{track}/{seq}: the writer of epoch {old} was answered {answer.Status} {answer.Problem} under epoch {_epoch}");
    }
}
