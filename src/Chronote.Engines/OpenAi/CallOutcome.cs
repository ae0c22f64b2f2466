namespace Chronote.Engines.OpenAi;

/// <summary>What one HTTP call came to, sorted by whose fault it is. Messages are for people and never hold a key.</summary>
internal abstract record CallOutcome
{
    /// <param name="Body">JSON by its content type, not parsed yet; at most <see cref="OpenAiCall.AnswerBytesMax"/>.</param>
    public sealed record Json(byte[] Body) : CallOutcome;

    public sealed record Theirs(string Message, TimeSpan? RetryAfter = null, bool RateLimited = false) : CallOutcome;

    public sealed record Ours(string Message) : CallOutcome;

    /// <summary>The server understood us and does not want what we sent: 400, 413, 415 or 422.</summary>
    /// <param name="Field">The form field it complains about, where it says so.</param>
    public sealed record Refused(int Status, string Message, string? Field) : CallOutcome;

    private CallOutcome() { }
}
