using Chronote.Domain.Transcription;

namespace Chronote.Domain.Chunks;

/// <summary>Where a chunk stands on its way to text. The numbers are stored: never reorder.</summary>
public enum TextPhase
{
    Stored = 0,
    Claimed = 1,
    Retrying = 2,
    Transcribed = 3,
    Silent = 4,
    Dead = 5,
    /// <summary>No engine was chosen when it was stored; transcribed only when somebody asks.</summary>
    NotWanted = 6,
}

/// <summary>What becomes of a unit's chunks after an attempt.</summary>
public abstract record TextOutcome
{
    public sealed record Transcribed(IReadOnlyList<EngineSegment> Segments, string? Language) : TextOutcome;
    public sealed record Silent : TextOutcome;
    public sealed record RetryAt(DateTimeOffset At, string Why) : TextOutcome;
    public sealed record Dead(string Why) : TextOutcome;

    private TextOutcome() { }
}

/// <summary>The life of a chunk's text: Stored → Claimed → Transcribed | Silent | Retrying | Dead; Dead → Stored by retry (design, section 6).</summary>
public static class TextLife
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(16)];

    /// <summary>An engine that is set up wrongly is asked again this often: nothing dies of an operator's mistake.</summary>
    public static readonly TimeSpan MisconfiguredWait = TimeSpan.FromSeconds(30);

    /// <param name="attempt">1 for the first attempt.</param>
    /// <param name="jitter">0 to 1, drawn by the caller; lengthens a wait by up to a quarter so that units don't return together.</param>
    public static TextOutcome After(EngineAnswer answer, int attempt, double jitter, DateTimeOffset now) => answer switch
    {
        EngineAnswer.Text text => new TextOutcome.Transcribed(text.Segments, text.Language),
        EngineAnswer.Silent => new TextOutcome.Silent(),
        EngineAnswer.Audio audio => new TextOutcome.Dead(audio.Message),
        EngineAnswer.Ours ours => new TextOutcome.RetryAt(now + MisconfiguredWait, ours.Message),
        EngineAnswer.Theirs { RateLimited: true } busy => new TextOutcome.RetryAt(now + Wait(Math.Min(attempt, Waits.Length), jitter, busy.RetryAfter), busy.Message),
        EngineAnswer.Theirs theirs when attempt > Waits.Length => new TextOutcome.Dead(theirs.Message),
        EngineAnswer.Theirs theirs => new TextOutcome.RetryAt(now + Wait(attempt, jitter, theirs.RetryAfter), theirs.Message),
        _ => throw new System.Diagnostics.UnreachableException(answer.GetType().Name),
    };

    private static TimeSpan Wait(int attempt, double jitter, TimeSpan? wished)
    {
        var wait = Waits[attempt - 1] * (1 + jitter / 4);
        return wished > wait ? wished.Value : wait;
    }
}
