using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Tests.Guards;

/// <summary>An engine that hears the same whatever is said; its segments share the unit evenly.</summary>
internal sealed class Scripted(params string[] texts) : ITranscriptionEngine
{
    public EngineLabel Label { get; } = new("none", null, null);

    public Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        UnitDecoding.Decode(request.OggOpus, out var sound).ShouldBeNull();
        var share = sound.Duration / texts.Length;
        var segments = texts.Select((text, i) => new EngineSegment(i * share, (i + 1) * share, text));
        return Task.FromResult<EngineAnswer>(new EngineAnswer.Text([.. segments], "en"));
    }
}
