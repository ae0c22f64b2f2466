using Chronote.Wire;

namespace Chronote.Client.Server;

/// <summary>What became of a request. Expected answers are values: a caller who must not lose audio has to look at each of them.</summary>
public abstract record Answer<T>
{
    /// <param name="Repeated">The server had already done it and answers as it did the first time (200 where the first answer was 201).</param>
    public sealed record Ok(T Value, bool Repeated = false) : Answer<T>;

    /// <summary>The server understood and said no; the same request gets the same answer again.</summary>
    public sealed record Refused(Problem Problem) : Answer<T>;

    /// <summary>No answer, or one that does not tell what happened: it may be done or not. Send the same request again (P-5).</summary>
    public sealed record Unknown(string Cause) : Answer<T>;

    /// <summary>Nothing was stored; ask again after this time (P-4).</summary>
    public sealed record Busy(TimeSpan RetryAfter, Problem? Problem = null) : Answer<T>;

    private Answer() { }

    /// <summary>The same answer about something else: <paramref name="change"/> is applied to the value of an Ok.</summary>
    public Answer<TOther> Select<TOther>(Func<T, TOther> change) => this switch
    {
        Ok ok => new Answer<TOther>.Ok(change(ok.Value), ok.Repeated),
        Refused refused => new Answer<TOther>.Refused(refused.Problem),
        Busy busy => new Answer<TOther>.Busy(busy.RetryAfter, busy.Problem),
        Unknown unknown => new Answer<TOther>.Unknown(unknown.Cause),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A sentence for people: what the server said, or why it did not.</summary>
    public string Describe() => this switch
    {
        Ok => "done",
        Refused { Problem: var problem } => $"{problem.Detail ?? problem.Title} ({problem.Code})",
        Busy { Problem: { } problem } => $"{problem.Detail ?? problem.Title} ({problem.Code})",
        Busy busy => $"the server asks to wait {busy.RetryAfter.TotalSeconds:0.#} s",
        Unknown unknown => unknown.Cause,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The value of an answer that carries none.</summary>
public readonly record struct Done;
