using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>Opens the epochs of a track's runs, oldest first, until none is left to open (P-21…P-23).</summary>
internal sealed class EpochOpening(TrackSpool spool, IChunkServer server, Random random, Func<long> placeShiftSamples)
{
    public abstract record Outcome
    {
        public sealed record AllOpen : Outcome;
        public sealed record Opened(EpochOpened Epoch) : Outcome;
        public sealed record TakenOver(long NewestEpoch) : Outcome;
        public sealed record NotNow(string Cause, TimeSpan? After = null) : Outcome;
        public sealed record Locked(Problem Problem) : Outcome;
        public sealed record MeetingOver(Problem Problem) : Outcome;
        private Outcome() { }
    }

    public bool IsNeeded => spool.Journal.Runs.Any(run => run.Epoch is null) || NeedsAFence;

    // What is left of runs that others took over goes out under an epoch of our own, in which nothing is recorded.
    private bool NeedsAFence =>
        (spool.WaitingChunks > 0 || spool.Journal.Losses.Count > 0 || spool.Journal.Gaps.Count > 0)
        && spool.Journal.Runs.Count > 0 && !spool.HoldsTheNewestEpoch;

    /// <summary>One step: at most one epoch is opened.</summary>
    public async Task<Outcome> Step(TrackAddress track, CancellationToken cancel)
    {
        if (!IsNeeded) return new Outcome.AllOpen();
        if (spool.Journal.Runs.All(each => each.Epoch is not null))
            await spool.BeginRun(NewWriter(), new Anchor(spool.Journal.PlaceEndSamples, spool.Journal.SourceEndSamples, spool.Journal.PlaceEndIsEstimated));
        var run = spool.Journal.Runs.First(each => each.Epoch is null);
        var shift = run == spool.Journal.Runs[0] ? 0 : spool.Journal.Runs.TakeWhile(each => each != run).Last().SeqShift;
        var firstSeq = run.FirstNumber + shift;
        if (spool.Journal.NewestEpoch is null)
        {
            // Nothing is known of the track here, but others may have recorded it before: taking over needs their newest epoch.
            var look = await server.Track(track, cancel);
            if (look is Answer<TrackView>.Ok { Value: { Epoch: { } newest } view })
            {
                await spool.Seen(newest);
                firstSeq = Math.Max(firstSeq, view.NextSeq);
            }
            else if (look is Answer<TrackView>.Unknown or Answer<TrackView>.Busy) return NotNow(look);
            else if (look is Answer<TrackView>.Refused { Problem: { Code: ProblemCodes.UnknownMeeting or ProblemCodes.UnknownKey or ProblemCodes.ScopeTooSmall } problem })
                return new Outcome.Locked(problem);
        }
        // A run that asks again keeps the places it has sent before.
        var placeShift = run.PlaceShiftSamples == 0 && run.Anchor.Estimated ? placeShiftSamples() : run.PlaceShiftSamples;
        var anchor = run.Anchor with { TimelineSamples = Math.Max(0, run.Anchor.TimelineSamples + placeShift) };
        var request = new OpenEpoch(spool.Journal.NewestEpoch, run.Writer, firstSeq, anchor, spool.Journal.Name);
        switch (await server.OpenEpoch(track, request, cancel))
        {
            case Answer<EpochOpened>.Ok { Value: var opened }:
                var isNews = opened.NewestEpoch > opened.Epoch && opened.NewestEpoch != spool.Journal.NewestEpoch;
                await spool.RunOpened(run, opened, placeShift, NewWriter());
                return isNews ? new Outcome.TakenOver(opened.NewestEpoch) : new Outcome.Opened(opened);
            case Answer<EpochOpened>.Refused { Problem: { Code: ProblemCodes.StaleEpoch } problem }:
                return new Outcome.TakenOver(problem.NewestEpoch ?? (spool.Journal.NewestEpoch ?? -1) + 1);
            case Answer<EpochOpened>.Refused { Problem: var problem } when Verdict.EndsTheRecording(problem.Code):
                return new Outcome.MeetingOver(problem);
            case Answer<EpochOpened>.Refused { Problem: var problem }:
                return new Outcome.Locked(problem);
            case var later:
                return NotNow(later);
        }
    }

    private string NewWriter() => $"again-{random.NextInt64():x16}";

    private static Outcome.NotNow NotNow<T>(Answer<T> answer) => new(answer.Describe(), (answer as Answer<T>.Busy)?.RetryAfter);
}
