using Chronote.Domain.Transcription;
using Chronote.Gateway.Operating;

namespace Chronote.Silo.Audio;

/// <summary>Counts how long the engine takes, by what came of it.</summary>
public sealed class MeteredEngine(ITranscriptionEngine engine, ChronoteMeters meters, TimeProvider time) : ITranscriptionEngine
{
    public EngineLabel Label => engine.Label;

    public async Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var status = "timeout";
        try
        {
            var answer = await engine.Transcribe(request, cancellation);
            status = answer switch
            {
                EngineAnswer.Text => "text",
                EngineAnswer.Silent => "silent",
                EngineAnswer.Theirs { RateLimited: true } => "rate_limited",
                EngineAnswer.Theirs => "failed",
                EngineAnswer.Ours => "misconfigured",
                _ => "bad_audio",
            };
            return answer;
        }
        finally
        {
            meters.Processed(status, time.GetElapsedTime(began));
        }
    }
}
