using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Grains.Chunks;

namespace Chronote.Grains.Transcription;

public sealed class TranscriptionGateGrain(
    ITranscriptionQueue queue, TranscriptionSettings settings, TimeProvider time, IRandomness randomness, [PersistentState("pause")] IPersistentState<EnginePause> pause)
    : Grain, ITranscriptionGateGrain
{
    private const int MeetingsPerLook = 64;
    private const int UnitsPerCommitMax = 16;

    private readonly GateOrder _order = new();
    private EarliestTimer _afterPause = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _afterPause = new EarliestTimer(this, time, Fill);
        return Task.CompletedTask;
    }

    public Task Hint() => Fill();

    public async Task Sweep()
    {
        await queue.EndExpired(this.GetPrimaryKeyString(), time.GetUtcNow());
        await Fill();
    }

    // Stale state ends this activation: another one knows of a wait, and the next one reads it. What only this one was told comes again with the next refusal.
    public async Task AskedToWait(TimeSpan wait)
    {
        var grown = pause.State.After(wait, time.GetUtcNow());
        if (grown == pause.State) return;
        pause.State = grown;
        await pause.WriteStateAsync();
    }

    public Task<bool> IsOpen() => Task.FromResult(pause.State.Left(time.GetUtcNow()) is null);

    private async Task Fill()
    {
        var now = time.GetUtcNow();
        if (pause.State.Left(now) is { } left)
        {
            _afterPause.At(now + left);
            return;
        }
        var room = true;
        while (room && _order.Next(await queue.Waiting(now, MeetingsPerLook), PicksMax) is { Count: > 0 } picks)
        {
            var wishes = picks.Select(pick => settings.Wish($"{randomness.Next():x16}", pick.Meeting, pick.NewestFirst, now)).ToArray();
            var answers = await queue.Claim(wishes);
            var refused = answers.Count(answer => answer is ClaimAnswer.NoRoom);
            _order.TakeBack(refused);
            // Nothing at all was left of what had just been waiting: others took it, and whatever comes later is hinted at.
            room = refused == 0 && answers.Any(answer => answer is ClaimAnswer.Claimed);
            foreach (var (wish, answer) in wishes.Zip(answers))
            {
                // Start returns at once; the request runs in the chunk's own turns.
                if (answer is ClaimAnswer.Claimed { First: var first }) await GrainFactory.GetGrain<IChunkGrain>(first.ToString()).Start(wish.Unit);
            }
        }
    }

    // Claims of one engine follow each other: what is claimed together waits for one commit.
    private int PicksMax => Math.Min(UnitsPerCommitMax, settings.ConcurrencyMax);
}
