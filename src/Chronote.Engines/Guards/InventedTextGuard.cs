using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Guards;

/// <summary>Hides text that nobody can have said. It is marked and kept, so that a wrong judgement can be seen and undone.</summary>
/// <param name="engine">The engine whose text is looked at.</param>
/// <param name="engineIsPrompted">Whether it is told the text before. One that is not can't echo it: then people repeat themselves, and
/// that is theirs to do.</param>
public sealed class InventedTextGuard(ITranscriptionEngine engine, bool engineIsPrompted) : ITranscriptionEngine
{
    /// <summary>The values of <see cref="EngineSegment.Suppressed"/> set here.</summary>
    public const string Rate = "rate";
    public const string PromptEcho = "prompt_echo";
    public const string Repeats = "repeats";

    public EngineLabel Label => engine.Label;

    public async Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        var answer = await engine.Transcribe(request, cancellation);
        if (answer is not EngineAnswer.Text { Segments.Count: > 0 } text) return answer;
        if (UnitDecoding.Decode(request.OggOpus, out var sound) is not null) return answer;
        var spans = SpeechSpans.Find(sound);
        var repeated = RepeatedText.Segments(text.Segments);
        return text with { Segments = [.. text.Segments.Select(Judged)] };

        EngineSegment Judged(EngineSegment segment, int i) => segment with { Suppressed = segment.Suppressed ?? Judge(segment, i) };

        string? Judge(EngineSegment segment, int i)
        {
            if (SpeakingRate.IsImpossible(segment, spans)) return Rate;
            if (engineIsPrompted && EchoedPrompt.IsEcho(segment.Text, request)) return PromptEcho;
            return repeated.Contains(i) || RepeatedText.Inside(segment.Text) ? Repeats : null;
        }
    }
}
