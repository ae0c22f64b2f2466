using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>Bounds of an upload.</summary>
public sealed record UploadLimits
{
    /// <summary>Chunks of a track on their way at the same time. Default 4: fills a line of 100 ms round trips with live and backlog audio.</summary>
    public int InFlightMax { get; init; } = 4;

    /// <summary>Failures in a row after which the server is asked what it misses when it answers again. Default 3.</summary>
    public int FailuresOfAnOutage { get; init; } = 3;
}

/// <summary>
/// Delivers the spool of one track: oldest first, each chunk until the server has it or says that it never will. One loop owns all state;
/// sends only report back to it, so nothing here needs a lock. Without threads, files or sockets of its own.
/// </summary>
public sealed class TrackUploader
{
    private readonly TrackSpool spool;
    private readonly IChunkServer server;
    private readonly ILedger ledger;
    private readonly UploadLimits limits;
    private readonly TimeProvider time;
    private readonly Action<UploadNews> tell;
    private readonly Backoff backoff;
    private readonly EpochOpening opening;
    private readonly TrackDebts debts;
    private readonly Doorbell bell = new();
    private readonly Dictionary<long, Task<Sent>> inFlight = [];
    private TrackAddress track;
    private DateTimeOffset pausedUntil;
    private DateTimeOffset serverBusyUntil;
    private long creditSeq = long.MaxValue;
    private bool wantsView = true;
    private bool noMoreChunks;
    private bool toldWaiting, toldLocked, toldOver;
    private Problem? closed;

    /// <param name="placeShiftSamples">What to add to places that were reckoned from the wall clock; asked when a run is opened.</param>
    public TrackUploader(
        TrackSpool spool, IChunkServer server, ILedger ledger, UploadLimits limits, TimeProvider time, Random random,
        Func<long> placeShiftSamples, Action<UploadNews> tell)
    {
        (this.spool, this.server, this.ledger, this.limits, this.time, this.tell) = (spool, server, ledger, limits, time, tell);
        backoff = new Backoff(random);
        opening = new EpochOpening(spool, server, random, placeShiftSamples);
        debts = new TrackDebts(spool, server, tell);
        spool.Changed += bell.Ring;
    }

    public string Track => spool.Track;

    /// <summary>The source ended: <see cref="Run"/> returns once everything is delivered.</summary>
    public void NoMoreChunks()
    {
        noMoreChunks = true;
        bell.Ring();
    }

    /// <summary>Works until everything is delivered after <see cref="NoMoreChunks"/>, or another writer took the track over.</summary>
    public async Task<UploadEnd> Run(string meeting, CancellationToken cancel)
    {
        track = new TrackAddress(meeting, spool.Track);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            bell.Clear();
            if (spool.Journal.TakenOverByEpoch is not null) return await LetGo();
            try
            {
                await spool.Settle();
                await spool.Refill();
                if (inFlight.Count == 0 && !IsPaused) await Prepare(cancel);
            }
            catch (IOException failure)
            {
                DiskFailed(failure.Message);
            }
            Launch(cancel);
            if (IsDone) return UploadEnd.Delivered;
            await SomethingHappens(cancel);
            await Collect();
        }
    }

    private bool IsPaused => time.GetUtcNow() < pausedUntil;

    private bool IsDone =>
        noMoreChunks && inFlight.Count == 0 && spool.WaitingChunks == 0 && spool.Journal.TakenOverByEpoch is null
        && (closed is not null || (!opening.IsNeeded && spool.Journal.Gaps.Count == 0 && spool.Journal.Losses.Count == 0));

    // What has to be settled while nothing is on its way: epochs, what the server misses, gaps and losses.
    private async Task Prepare(CancellationToken cancel)
    {
        while (closed is null && opening.IsNeeded)
        {
            switch (await opening.Step(track, cancel))
            {
                case EpochOpening.Outcome.Opened { Epoch: var opened }:
                    Succeeded();
                    (creditSeq, wantsView) = (opened.CreditSeq, true);
                    tell(new UploadNews.EpochOpened(Track, opened.Epoch, opened.FirstSeq));
                    continue;
                case EpochOpening.Outcome.TakenOver { NewestEpoch: var newest }:
                    await spool.TakenOver(newest);
                    bell.Ring();
                    return;
                case EpochOpening.Outcome.Locked { Problem: var problem }:
                    Lock(problem);
                    return;
                case EpochOpening.Outcome.MeetingOver { Problem: var problem }:
                    Over(problem);
                    break;
                case EpochOpening.Outcome.NotNow { Cause: var cause, After: var after }:
                    Failed(cause, after);
                    return;
            }
        }
        if (closed is not null) await SetAsideWhatCannotBeOpened(closed);
        if (spool.Journal.NewestEpoch is null) return;
        if (wantsView && !await Look(cancel)) return;
        if (await debts.Settle(track, cancel) is { } notNow) Failed(notNow, null);
    }

    private async Task<bool> Look(CancellationToken cancel)
    {
        switch (await server.Track(track, cancel))
        {
            case Answer<TrackView>.Ok { Value: var view }:
                (creditSeq, wantsView) = (view.CreditSeq, false);
                await debts.NoteWhatIsMissing(view);
                return true;
            case Answer<TrackView>.Refused { Problem: var problem } when Verdict.EndsTheRecording(problem.Code):
                wantsView = false;
                return true; // each chunk is asked for by itself, and answered for good
            case Answer<TrackView>.Refused { Problem: var problem }:
                Lock(problem);
                return false;
            case var later:
                Failed(later.Describe(), (later as Answer<TrackView>.Busy)?.RetryAfter);
                return false;
        }
    }

    private void Launch(CancellationToken cancel)
    {
        if (IsPaused || spool.Journal.TakenOverByEpoch is not null) return;
        // After a failure one chunk goes ahead alone to see whether the way is free.
        var room = (backoff.FailuresInRow > 0 ? 1 : limits.InFlightMax) - inFlight.Count;
        if (room <= 0) return;
        foreach (var number in spool.Waiting.Where(number => !inFlight.ContainsKey(number)).Take(room).ToArray())
        {
            var run = spool.RunOf(number);
            if (run.Epoch is null) return; // opened as soon as nothing is on its way
            if (number + run.SeqShift >= creditSeq)
            {
                if (inFlight.Count == 0) WaitForCredit();
                return;
            }
            inFlight.Add(number, Send(number, run, cancel));
        }
    }

    private async Task<Sent> Send(long number, Run run, CancellationToken cancel)
    {
        try
        {
            var read = await spool.Read(number);
            if (read is ChunkRead.Torn torn) return new Sent(number, null, null, torn.Why, IsTorn: true);
            var (header, body) = (ChunkRead.Whole)read;
            var place = header.StartSamples + (header.Estimated ? run.PlaceShiftSamples : 0);
            var chunk = new ChunkToSend(
                number + run.SeqShift, run.Epoch!.Value, spool.Journal.NewestEpoch!.Value, Math.Max(0, place), header.Digest, header.Codec);
            return new Sent(number, chunk, await server.Put(track, chunk, body, cancel));
        }
        catch (IOException failure)
        {
            return new Sent(number, null, null, failure.Message);
        }
        catch (OperationCanceledException)
        {
            return new Sent(number, null, null, "cancelled");
        }
    }

    private async Task SomethingHappens(CancellationToken cancel)
    {
        // Not a delay that is cancelled afterwards: what waits for such a one is told on the thread pool.
        var alarm = new TaskCompletionSource();
        var left = pausedUntil - time.GetUtcNow();
        // Timers are cut to whole milliseconds: rounded up, or the loop would spin through the last one.
        var wait = left > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : Timeout.InfiniteTimeSpan;
        using var timer = time.CreateTimer(_ => alarm.TrySetResult(), null, wait, Timeout.InfiniteTimeSpan);
        using var cancelled = cancel.Register(() => alarm.TrySetResult());
        await Task.WhenAny([.. inFlight.Values, bell.Rung(), alarm.Task]);
    }

    private async Task Collect()
    {
        foreach (var (number, sending) in inFlight.OrderBy(each => each.Key).ToArray())
        {
            if (!sending.IsCompleted) continue;
            inFlight.Remove(number);
            var sent = await sending;
            try
            {
                if (sent is { Chunk: { } chunk, Answer: { } answer }) await Apply(sent.Number, chunk, Verdict.On(answer, chunk));
                else if (sent.IsTorn) tell(new UploadNews.Torn(Track, number, sent.Trouble!));
                else DiskFailed(sent.Trouble!);
            }
            catch (IOException failure)
            {
                DiskFailed(failure.Message); // the chunk stays in the spool and is sent again; the server answers as before
            }
        }
    }

    private async Task Apply(long number, ChunkToSend chunk, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Delivered { Acknowledged: var acknowledged }:
                await ledger.Acknowledged(track.Meeting, Track, acknowledged);
                await spool.Acknowledged(number);
                creditSeq = acknowledged.CreditSeq;
                Succeeded();
                tell(new UploadNews.Delivered(Track, acknowledged));
                break;
            case Verdict.SendAgain { Cause: var cause }:
                Failed(cause, null);
                break;
            case Verdict.Wait { After: var after, Cause: var cause }:
                wantsView = true;
                Failed(cause, after);
                break;
            case Verdict.TakenOver { NewestEpoch: var newest }:
                await spool.TakenOver(newest);
                break;
            case Verdict.Locked { Problem: var problem }:
                Lock(problem);
                break;
            case Verdict.SetAside { Problem: var problem }:
                if (Verdict.LeavesAHole(problem.Code)) await spool.NoteLoss(new PendingLoss(number, number, $"refused_{problem.Code}"));
                await spool.SetAside(number, problem.Code);
                Succeeded();
                tell(new UploadNews.Refused(Track, chunk.Seq, problem));
                if (Verdict.EndsTheRecording(problem.Code)) Over(problem);
                break;
        }
    }

    private async Task SetAsideWhatCannotBeOpened(Problem problem)
    {
        foreach (var number in spool.Waiting.Where(number => spool.RunOf(number).Epoch is null).ToArray())
            await spool.SetAside(number, problem.Code);
    }

    private async Task<UploadEnd> LetGo()
    {
        await Task.WhenAll(inFlight.Values);
        await Collect();
        tell(new UploadNews.TakenOver(Track, spool.Journal.TakenOverByEpoch!.Value));
        return UploadEnd.TakenOver;
    }

    private void WaitForCredit()
    {
        wantsView = true;
        Failed($"the server gives no room past chunk {creditSeq - 1} yet", null);
    }

    private void Over(Problem problem)
    {
        closed = problem;
        if (toldOver) return;
        toldOver = true;
        tell(new UploadNews.MeetingOver(Track, problem.Code));
    }

    private void Lock(Problem problem)
    {
        pausedUntil = time.GetUtcNow() + Backoff.Longest;
        if (toldLocked) return;
        toldLocked = true;
        tell(new UploadNews.Locked(Track, problem));
    }

    private void DiskFailed(string cause)
    {
        tell(new UploadNews.DiskTrouble(Track, cause));
        pausedUntil = time.GetUtcNow() + backoff.Failed();
    }

    private void Failed(string cause, TimeSpan? after)
    {
        var wait = backoff.Failed();
        if (after is { } asked) serverBusyUntil = Later(serverBusyUntil, time.GetUtcNow() + asked);
        pausedUntil = Later(Later(pausedUntil, time.GetUtcNow() + wait), serverBusyUntil);
        if (backoff.FailuresInRow >= limits.FailuresOfAnOutage) wantsView = true;
        if (toldWaiting || backoff.FailuresInRow < 2) return;
        toldWaiting = true;
        tell(new UploadNews.Waiting(Track, cause));
    }

    private void Succeeded()
    {
        backoff.Succeeded();
        (pausedUntil, toldLocked) = (serverBusyUntil, false); // a neighbour's success is no answer to "wait" (P-4)
        if (!toldWaiting) return;
        toldWaiting = false;
        tell(new UploadNews.Recovered(Track));
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <param name="Chunk">What was sent; null when the chunk could not be read, and then <paramref name="Trouble"/> says why.</param>
    private sealed record Sent(long Number, ChunkToSend? Chunk, Answer<ChunkAcknowledged>? Answer, string? Trouble = null, bool IsTorn = false);
}
