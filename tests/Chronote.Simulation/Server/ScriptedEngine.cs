using Chronote.Domain.Transcription;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>An engine that hears which chunks it was given and says so: text that proves itself. It takes its time, fails, hangs and limits as drawn.</summary>
internal sealed class ScriptedEngine(SimulatedWorld world, Troubles troubles, Findings findings, int atOnceMax) : ITranscriptionEngine
{
    private int _atOnce;

    public EngineLabel Label { get; } = new("scripted", null, null);

    public Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        var (host, answer) = (world.Host, world.Host.Completions.Create<EngineAnswer>());
        if (++_atOnce > atOnceMax) findings.Add($"the engine got {_atOnce} requests at once, which may have {atOnceMax}");
        cancellation.Register(() =>
        {
            if (answer.TrySetCanceled(cancellation)) _atOnce--;
        });
        if (Answer(request) is { } prepared)
            world.At(host.Latencies.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3)), "engine answers", () =>
            {
                if (answer.TrySetResult(prepared)) _atOnce--;
            });
        return answer.Task;
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
