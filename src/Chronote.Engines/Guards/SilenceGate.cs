using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Guards;

/// <summary>Nothing silent is ever sent: engines asked about silence invent text, and hosted ones charge for it.</summary>
/// <remarks>The figures stand in <see cref="SpeechSpans"/>.</remarks>
public sealed class SilenceGate(ITranscriptionEngine engine) : ITranscriptionEngine
{
    public EngineLabel Label => engine.Label;

    // Decoding keeps a processor busy for a moment, and the caller may be in a turn that others wait for.
    public Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
        => Task.Run(() => AskUnlessSilent(request, cancellation), cancellation);

    private async Task<EngineAnswer> AskUnlessSilent(EngineRequest request, CancellationToken cancellation)
    {
        if (UnitDecoding.Decode(request.OggOpus, out var sound) is { } unusable) return unusable;
        return SpeechSpans.Find(sound).Count == 0 ? new EngineAnswer.Silent() : await engine.Transcribe(request, cancellation);
    }
}
