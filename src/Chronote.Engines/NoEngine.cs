using Chronote.Domain.Transcription;

namespace Chronote.Engines;

/// <summary>Recording without transcription. Asked all the same, it says how to get text; audio waits as long as it is kept.</summary>
public sealed class NoEngine : ITranscriptionEngine
{
    public EngineLabel Label { get; } = new(EngineNames.None, Model: null, Quality: null);

    public Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<EngineAnswer>(new EngineAnswer.Ours(
            "No transcription engine is in use: set Transcription:Engine to pocketsphinx, openai or command."));
    }
}
