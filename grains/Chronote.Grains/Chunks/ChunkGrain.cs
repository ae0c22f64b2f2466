using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Grains.Tracks;
using Chronote.Grains.Transcription;
using Microsoft.Extensions.Logging;

namespace Chronote.Grains.Chunks;

public sealed partial class ChunkGrain(
    ITranscriptionQueue queue, IUnitAudio audio, ITranscriptionEngine engine, TranscriptionSettings settings, TimeProvider time, IRandomness randomness, ILogger<ChunkGrain> log)
    : Grain, IChunkGrain
{
    public Task Start(string unit)
    {
        // A turn of its own, so that the gate doesn't wait for the engine.
        this.RegisterGrainTimer(_ => Run(unit), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    private async Task Run(string unit)
    {
        if (await queue.Claimed(unit) is not { } claimed) return; // the claim ended meanwhile; the chunks wait again
        var answer = await Ask(claimed);
        var now = time.GetUtcNow();
        var outcome = TextLife.After(answer, claimed.Attempt, randomness.NextFraction(), now);
        if (outcome is TextOutcome.RetryAt or TextOutcome.Dead) LogNoText(log, claimed.Chunks[0].Key, claimed.Attempt, answer);
        await queue.Finish(unit, claimed.Attempt, outcome, engine.Label, now);
        await GrainFactory.GetGrain<ITranscriptionGateGrain>(settings.Engine!).Hint();
        await this.GetStreamProvider(ChunkStream.Provider)
            .GetStream<ChunkEvent>(StreamId.Create(ChunkStream.Namespace, claimed.Meeting.Value))
            .OnNextAsync(new ChunkEvent(claimed.Track.Value, claimed.Chunks[^1].Key.Seq));
    }

    private async Task<EngineAnswer> Ask(ClaimedUnit unit)
    {
        try
        {
            var ogg = await audio.Read(unit);
            // The request ends before its grant does: a slot is never used twice at once (I8).
            using var deadline = new CancellationTokenSource(settings.RequestTimeMax, time);
            return await engine.Transcribe(new EngineRequest(unit.Unit, ogg, unit.Context, unit.Language, settings.Vocabulary), deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new EngineAnswer.Theirs($"The engine did not answer within {settings.RequestTimeMax.TotalSeconds:0} s.", null);
        }
        catch (Exception failure) when (failure is not StoreException)
        {
            LogEngineThrew(log, unit.Chunks[0].Key, failure);
            return new EngineAnswer.Theirs(failure.Message, null);
        }
    }
}
