using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>Opens the epochs of a track's runs, oldest first, until none is left to open (P-21…P-23).</summary>
internal sealed class EpochOpening(TrackSpool spool, IChunkServer server, Func<long> placeShiftSamples)
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

    public bool IsNeeded => spool.Journal.Runs.Any(run => run.Epoch is null);

    /// <summary>One step: at most one epoch is opened.</summary>
    public async Task<Outcome> Step(TrackAddress track, CancellationToken cancel)
    {
        if (spool.Journal.Runs.FirstOrDefault(run => run.Epoch is null) is not { } run) return new Outcome.AllOpen();
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
        var placeShift = run.Anchor.Estimated ? placeShiftSamples() : 0;
        var anchor = run.Anchor with { TimelineSamples = Math.Max(0, run.Anchor.TimelineSamples + placeShift) };
        var request = new OpenEpoch(spool.Journal.NewestEpoch, run.Writer, firstSeq, anchor, spool.Journal.Name);
        switch (await server.OpenEpoch(track, request, cancel))
        {
            case Answer<EpochOpened>.Ok { Value: var opened }:
                await spool.RunOpened(run, opened.Epoch, opened.FirstSeq - run.FirstNumber, placeShift);
                return new Outcome.Opened(opened);
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

    private static Outcome.NotNow NotNow<T>(Answer<T> answer) => new(answer.Describe(), (answer as Answer<T>.Busy)?.RetryAfter);
}
