using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>What the server has to be told of a track besides its chunks: gaps, losses, and what it waits for in vain.</summary>
internal sealed class TrackDebts(TrackSpool spool, IChunkServer server, Action<UploadNews> tell)
{
    // The server takes ranges of at most 10,000 numbers.
    private const long NumbersPerCallMax = 10_000;

    /// <summary>Notes as lost what the server misses and this disk does not hold (P-24, P-26). Only numbers that were given here.</summary>
    public async Task NoteWhatIsMissing(TrackView view)
    {
        foreach (var missing in view.Missing ?? [])
            foreach (var run in spool.Journal.Runs.Where(run => run.Epoch is not null))
            {
                var from = Math.Max(missing.FromSeq - run.SeqShift, run.FirstNumber);
                var to = Math.Min(missing.ToSeq - run.SeqShift, spool.EndOf(run) - 1);
                if (from > to) continue;
                foreach (var hole in await spool.Absent(from, to))
                    for (var part = hole.From; part <= hole.To; part += NumbersPerCallMax)
                        await spool.NoteLoss(new PendingLoss(part, Math.Min(hole.To, part + NumbersPerCallMax - 1), "not_in_spool"));
            }
    }

    /// <summary>Tells the server what is noted. Idempotent at the server, so a lost answer only means telling again.</summary>
    /// <returns>Why it could not be told now, or null when nothing is left to tell.</returns>
    public async Task<string?> Settle(TrackAddress track, CancellationToken cancel)
    {
        if (spool.Journal.NewestEpoch is not { } writerEpoch) return null;
        foreach (var loss in spool.Journal.Losses)
        {
            var shift = spool.RunOf(loss.FromNumber).SeqShift;
            var request = new DeclareLost(writerEpoch, loss.FromNumber + shift, loss.ToNumber + shift, loss.Reason);
            var answer = await server.DeclareLost(track, request, cancel);
            if (IsLater(answer)) return answer.Describe();
            TellIfRefused(answer, $"chunks {request.FromSeq} to {request.ToSeq} as lost");
            await spool.LossTold(loss);
        }
        foreach (var gap in spool.Journal.Gaps)
        {
            var start = gap.StartSamples + (gap.Estimated ? spool.Journal.Runs[^1].PlaceShiftSamples : 0);
            var answer = await server.RecordGap(track, new RecordGap(writerEpoch, start, gap.DurationSamples, gap.Reason), cancel);
            if (IsLater(answer)) return answer.Describe();
            TellIfRefused(answer, $"a gap ({gap.Reason})");
            await spool.GapTold(gap);
        }
        return null;
    }

    private static bool IsLater(Answer<Done> answer) => answer is Answer<Done>.Unknown or Answer<Done>.Busy;

    private void TellIfRefused(Answer<Done> answer, string what)
    {
        if (answer is Answer<Done>.Refused) tell(new UploadNews.NotNoted(spool.Track, what, answer.Describe()));
    }
}
