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
    private static readonly TimeSpan GrantWait = TimeSpan.FromSeconds(1);
    private const int GrantTries = 60;

    // Engines refuse more than a unit may hold; half of it leaves room for a packet that straddles the cut.
    private static readonly TimeSpan PartMax = Limits.UnitDurationMax / 2;

    private int _units;

    private ITranscriptionGateGrain Gate => GrainFactory.GetGrain<ITranscriptionGateGrain>(settings.Engine!);

    public Task Start(string unit)
    {
        _units++;
        // A turn of its own, so that the gate doesn't wait for the engine.
        this.RegisterGrainTimer(_ => RunOnce(unit), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    // Nobody asks this grain again: kept until it counts as idle, a backlog being worked off would hold one for each of its units (I2).
    private async Task RunOnce(string unit)
    {
        try
        {
            await Run(unit);
        }
        finally
        {
            if (--_units == 0) DeactivateOnIdle(); // a claim that was started meanwhile has its timer here
        }
    }

    private async Task Run(string unit)
    {
        if (await queue.Claimed(unit) is not { } claimed) return; // the claim ended meanwhile; the chunks wait again
        var answer = await Ask(claimed);
        var now = time.GetUtcNow();
        var outcome = TextLife.After(answer, claimed.Attempt, randomness.NextFraction(), now);
        if (outcome is TextOutcome.RetryAt or TextOutcome.Dead) LogNoText(log, claimed.Chunks[0].Key, claimed.Attempt, answer);
        // Before the slot comes free: nobody is to be granted it meanwhile.
        if (EnginePause.AskedBy(answer) is { } wait) await TellGate(wait);
        await queue.Finish(unit, claimed.Attempt, outcome, engine.Label, now);
        await Gate.Hint();
        await this.GetStreamProvider(ChunkStream.Provider)
            .GetStream<ChunkEvent>(StreamId.Create(ChunkStream.Namespace, claimed.Meeting.Value))
            .OnNextAsync(new ChunkEvent(claimed.Track.Value, claimed.Chunks[^1].Key.Seq));
    }

    private async Task<EngineAnswer> Ask(ClaimedUnit unit)
    {
        try
        {
            var segments = new List<EngineSegment>();
            string? language = null;
            var spoken = false;
            foreach (var (part, request) in (await audio.Read(unit, PartMax)).Select((part, request) => (part, request)))
            {
                if (request > 0 && !await Granted(unit, request)) return new EngineAnswer.Theirs("The engine had no slot for the rest of a long chunk.", null, RateLimited: true);
                switch (await AskOne(unit, part))
                {
                    case EngineAnswer.Text text:
                        spoken = true;
                        language ??= text.Language;
                        segments.AddRange(text.Segments.Select(segment => segment with { Start = segment.Start + part.Start, End = segment.End + part.Start }));
                        break;
                    case EngineAnswer.Silent:
                        break;
                    case var failure:
                        return failure;
                }
            }
            return spoken ? new EngineAnswer.Text(segments, language) : new EngineAnswer.Silent();
        }
        catch (Exception failure) when (failure is not StoreException)
        {
            LogEngineThrew(log, unit.Chunks[0].Key, failure);
            return new EngineAnswer.Theirs(failure.Message, null);
        }
    }

    private async Task<EngineAnswer> AskOne(ClaimedUnit unit, UnitPart part)
    {
        // The request ends before its grant does: a slot is never used twice at once (I8).
        using var deadline = new CancellationTokenSource(settings.RequestTimeMax, time);
        try
        {
            return await engine.Transcribe(new EngineRequest(unit.Unit, part.OggOpus, unit.Context, unit.Language, [.. unit.Vocabulary, .. settings.Vocabulary]), deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new EngineAnswer.Theirs($"The engine did not answer within {settings.RequestTimeMax.TotalSeconds:0} s.", null);
        }
    }

    // A gate that doesn't hear of it costs the engine another refusal; the unit must be finished all the same.
    private async Task TellGate(TimeSpan wait)
    {
        try
        {
            await Gate.AskedToWait(wait);
        }
        catch (Exception failure)
        {
            LogGateNotTold(log, wait, failure);
        }
    }

    // Each request of a long chunk takes a grant of its own, so that the engine's limits hold for it too.
    private async Task<bool> Granted(ClaimedUnit unit, int request)
    {
        for (var i = 0; i < GrantTries; i++)
        {
            var now = time.GetUtcNow();
            if (await Gate.IsOpen() && await queue.GrantAnother(settings.Wish(unit.Unit, unit.Meeting, newestFirst: false, now), request)) return true;
            await Task.Delay(GrantWait, time);
        }
        return false;
    }
}
