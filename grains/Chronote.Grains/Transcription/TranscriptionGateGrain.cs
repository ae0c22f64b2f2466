using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Grains.Chunks;

namespace Chronote.Grains.Transcription;

public sealed class TranscriptionGateGrain(ITranscriptionQueue queue, TranscriptionSettings settings, TimeProvider time, IRandomness randomness)
    : Grain, ITranscriptionGateGrain
{
    private const int MeetingsPerLook = 64;

    private readonly GateOrder _order = new();

    public Task Hint() => Fill();

    public async Task Sweep()
    {
        await queue.EndExpired(this.GetPrimaryKeyString(), time.GetUtcNow());
        await Fill();
    }

    private async Task Fill()
    {
        var now = time.GetUtcNow();
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
