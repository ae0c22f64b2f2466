using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Chronote.Crash.Audit;
using Chronote.Crash.Edge;
using Chronote.Wire;

namespace Chronote.Crash.Cluster;

/// <summary>A chunk's acknowledgement: when it was asked for first, when it came, and by which silo.</summary>
internal sealed record Acknowledgement(long AskedAt, long At, int Silo);

/// <summary>
/// One live meeting of one track, whose chunks come one after the other. It stays with a silo as long as that one answers, and goes to the next one when it
/// doesn't, as behind a balancer. What was acknowledged is in a ledger of its own.
/// </summary>
internal sealed class LiveMeeting(IReadOnlyList<EdgeClient> edges, int number, Ledger ledger, TimeSpan every)
{
    public const string Track = "mic";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ConcurrentQueue<Acknowledgement> _acknowledged = new();
    private int _silo = number % edges.Count;
    private long _next;

    public string Id { get; private set; } = "";
    public Ledger Ledger => ledger;
    public IReadOnlyCollection<Acknowledgement> Acknowledged => _acknowledged;
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Where its chunks go just now.</summary>
    public int Silo => _silo;

    public async Task Begin()
    {
        Id = await edges[_silo].Create($"live {number} {Wait.Now.Ticks}");
        await edges[_silo].Open(Id, Track, null, "writer", 0);
    }

    /// <summary>Sends until it is ended; the last chunk is sent until it is acknowledged.</summary>
    public async Task Run(CancellationToken ended)
    {
        // Spread over the interval, as meetings are.
        await Wait.For(every * (number % 97 / 97.0));
        while (!ended.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await Send(_next++);
            var rest = every - Stopwatch.GetElapsedTime(began);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, _time, ended).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>By whichever of these silos answers.</summary>
    public async Task Stop(IReadOnlyList<EdgeClient> by) =>
        (await by[number % by.Count].Stop(Id, new Dictionary<string, long> { [Track] = _next - 1 })).IsSuccess.ShouldBeTrue();

    /// <summary>Every acknowledged chunk is there once, with its digest and place, and every number that was given out.</summary>
    public async Task Audit(EdgeClient by, bool packets)
    {
        await Wait.Until(async () => (await by.Meeting(Id)).Phase == "completed", TimeSpan.FromSeconds(75), () => $"Meeting {Id} was not completed.");
        await Auditor.CheckManifest(by, Id, ledger);
        var chunks = (await by.Manifest(Id))[Track];
        chunks.Select(chunk => chunk.Seq).ShouldBe(Enumerable.Range(0, (int)_next).Select(seq => (long)seq));
        ledger.Count.ShouldBe((int)_next, "every number was sent until it was acknowledged");
        Violations.ShouldBeEmpty();
        if (packets) (await Auditor.Prove(by, Id, Track, chunks)).FoundOnce.ShouldBe(chunks.Count);
    }

    private async Task Send(long seq)
    {
        var chunk = SampleChunk.Of(Track, seq, Id);
        var asked = Stopwatch.GetTimestamp();
        while (true)
        {
            var silo = _silo;
            var answer = await edges[silo].TryPut(Id, chunk, 0, 0);
            if (answer is { IsSuccess: true })
            {
                var body = answer.Body<ChunkAcknowledged>();
                if (body.Digest != chunk.DigestText) Violations.Enqueue($"{Id}/{seq} was acknowledged with the digest of something else");
                if (ledger.Acknowledged(Track, body) is { } contradiction) Violations.Enqueue(contradiction);
                _acknowledged.Enqueue(new Acknowledgement(asked, Stopwatch.GetTimestamp(), silo));
                return;
            }
            if (answer is { Status: not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) })
            {
                Violations.Enqueue($"{Id}/{seq} was refused: {answer.Problem}");
                return;
            }
            _silo = (silo + 1) % edges.Count;
            await Wait.For(Pause);
        }
    }
}
