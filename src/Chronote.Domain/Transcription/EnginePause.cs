namespace Chronote.Domain.Transcription;

/// <summary>How long an engine wants to be left alone by everybody: what it said with a refusal for too many requests.</summary>
public sealed record EnginePause
{
    /// <summary>No request begins before. Null: it never asked.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The wait that an answer asks of everybody; null when it concerns nobody but its own unit.</summary>
    public static TimeSpan? AskedBy(EngineAnswer answer) => answer is EngineAnswer.Theirs { RateLimited: true, RetryAfter: { } wait } && wait > TimeSpan.Zero ? wait : null;

    /// <summary>What is left of it; null when requests may begin.</summary>
    public TimeSpan? Left(DateTimeOffset now) => Until > now ? Until - now : null;

    /// <summary>The pause once the engine asked for <paramref name="wait"/>: it only ever grows, and never past <see cref="Limits.EnginePauseMax"/> from now.</summary>
    public EnginePause After(TimeSpan wait, DateTimeOffset now)
    {
        var until = now + (wait < Limits.EnginePauseMax ? wait : Limits.EnginePauseMax);
        return until > (Until ?? now) ? new EnginePause { Until = until } : this;
    }
}
