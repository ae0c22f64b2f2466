namespace Chronote.Domain.Transcription;

/// <summary>What turns a unit into segments. Implementations are adapters: they may use processes, sockets and threads; nothing else may.</summary>
/// <remarks>An engine never retries by itself: the life of a unit decides that, so that rate limits hold over all callers.</remarks>
public interface ITranscriptionEngine
{
    EngineLabel Label { get; }

    /// <summary>Transcribes one unit. Expected failures are answers; only a cancelled <paramref name="cancellation"/> throws.</summary>
    Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation);
}

/// <summary>Which engine wrote a segment; stored with every segment and shown wherever its text is.</summary>
/// <param name="Quality"><c>draft</c> for an engine whose text is a rough one, else null.</param>
public sealed record EngineLabel(string Engine, string? Model, string? Quality);

/// <param name="OggOpus">The unit's audio: one complete Ogg/Opus stream, at most <see cref="Limits.UnitDurationMax"/> long.</param>
/// <param name="Context">Tail of the track's text before this unit, at most <see cref="Limits.ContextCharactersMax"/> characters; may be empty.</param>
/// <param name="Language">BCP 47 tag asked for by the meeting, or null: the engine decides.</param>
/// <param name="Vocabulary">Words to expect, in order of weight.</param>
public sealed record EngineRequest(
    string Unit, ReadOnlyMemory<byte> OggOpus, string Context, string? Language, IReadOnlyList<string> Vocabulary);

/// <summary>What came back. Whose fault a failure is decides what happens next.</summary>
public abstract record EngineAnswer
{
    /// <summary>Text with times relative to the unit's first sample. An empty list is an answer: nothing was said.</summary>
    public sealed record Text(IReadOnlyList<EngineSegment> Segments, string? Language) : EngineAnswer;

    /// <summary>The audio holds no speech; the engine was not asked.</summary>
    public sealed record Silent : EngineAnswer;

    /// <summary>The engine's fault or the network's: wait and try again. <paramref name="RetryAfter"/> is the engine's own wish.</summary>
    public sealed record Theirs(string Message, TimeSpan? RetryAfter, bool RateLimited = false) : EngineAnswer;

    /// <summary>Ours: a wrong key, address or command. Trying again helps only after somebody mended it; nothing is lost meanwhile.</summary>
    public sealed record Ours(string Message) : EngineAnswer;

    /// <summary>The audio's: this unit can't be transcribed, others can.</summary>
    public sealed record Audio(string Message) : EngineAnswer;

    private EngineAnswer() { }
}

/// <param name="Suppressed">Why a guard hides this text (for instance <c>prompt_echo</c>, <c>repeats</c>, <c>rate</c>), or null.</param>
public sealed record EngineSegment(TimeSpan Start, TimeSpan End, string Text, string? Suppressed = null);
