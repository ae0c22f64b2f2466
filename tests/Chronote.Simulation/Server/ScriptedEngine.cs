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
        var heard = Sound.Heard(request.OggOpus.Span);
        ledger.Started(heard);
        cancellation.Register(() =>
        {
            if (answer.TrySetCanceled(cancellation)) Ended(heard);
        });
        var (min, max) = troubles.EngineIsSlow ? (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25)) : (TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3));
        if (Answer(heard) is { } prepared)
            world.At(host.Latencies.Between(min, max), "engine answers", () =>
            {
                if (answer.TrySetResult(prepared)) Ended(heard);
            });
        return answer.Task;
    }

    private void Ended(IReadOnlyList<HeardChunk> heard)
    {
        ledger.Ended(heard);
        operations.EngineAnswered();
    }

    // Null: it hangs until the caller gives up.
    private EngineAnswer? Answer(IReadOnlyList<HeardChunk> heard)
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
        return new EngineAnswer.Text([.. heard.Select(chunk => new EngineSegment(chunk.Start, chunk.End, Sound.TextOf(chunk.Serial)))], "en");
    }
}
