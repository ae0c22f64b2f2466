using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Grains.Chunks;

namespace Chronote.Grains.Transcription;

public sealed class TranscriptionGateGrain(
    ITranscriptionQueue queue, TranscriptionSettings settings, TimeProvider time, IRandomness randomness, [PersistentState("pause")] IPersistentState<EnginePause> pause)
    : Grain, ITranscriptionGateGrain
{
    private const int MeetingsPerLook = 64;

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
        var waiting = await queue.Waiting(now, MeetingsPerLook);
        while (_order.Next(waiting) is { } pick)
        {
            var unit = $"{randomness.Next():x16}";
            var claimed = await queue.Claim(settings.Wish(unit, pick.Meeting, pick.NewestFirst, now));
            if (claimed is null)
            {
                _order.TakeBack();
                return;
            }
            // Start returns at once; the request runs in the chunk's own turns.
            await GrainFactory.GetGrain<IChunkGrain>(claimed.Chunks[0].Key.ToString()).Start(unit);
            waiting = await queue.Waiting(now, MeetingsPerLook);
        }
    }
}
