using Chronote.Domain.Transcription;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>An engine that hears which chunks it was given and says so: text that proves itself. It takes its time, fails, hangs and limits as drawn.</summary>
internal sealed class ScriptedEngine(SimulatedWorld world, Troubles troubles, Operations operations, EngineLedger ledger) : ITranscriptionEngine
{
    public EngineLabel Label { get; } = new("scripted", null, null);

    public Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        var (host, answer) = (world.Host, world.Host.Completions.Create<EngineAnswer>());
        ledger.Started();
        cancellation.Register(() =>
        {
            if (answer.TrySetCanceled(cancellation)) Ended();
        });
        var (min, max) = troubles.EngineIsSlow ? (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25)) : (TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3));
        if (Answer(request) is { } prepared)
            world.At(host.Latencies.Between(min, max), "engine answers", () =>
            {
                if (answer.TrySetResult(prepared)) Ended();
            });
        return answer.Task;
    }

    private void Ended()
    {
        ledger.Ended();
        operations.EngineAnswered();
    }

    // Null: it hangs until the caller gives up.
    private EngineAnswer? Answer(EngineRequest request)
    {
        if (troubles.EngineFails)
        {
            switch (world.Host.Faults.Below(6))
            {
                case 0: return null;
                case 1: return new EngineAnswer.Theirs("too many requests, as drawn", TimeSpan.FromSeconds(2), RateLimited: true);
                case 2: return new EngineAnswer.Audio("not to be understood, as drawn");
                case 3: return new EngineAnswer.Silent();
                default: return new EngineAnswer.Theirs("no answer, as drawn", null);
            }
        }
        var segments = new List<EngineSegment>();
        foreach (var heard in Sound.Heard(request.OggOpus.Span))
            segments.Add(new EngineSegment(heard.Start, heard.End, Sound.TextOf(heard.Serial)));
        return new EngineAnswer.Text(segments, "en");
    }
}
