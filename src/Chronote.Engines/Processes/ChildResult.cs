namespace Chronote.Engines.Processes;

/// <summary>How a child process ended. Cancellation by the caller is no result: it throws.</summary>
internal abstract record ChildResult
{
    /// <param name="ErrorTail">The last characters of standard error, at most <see cref="ChildProcess.ErrorTailCharactersMax"/>, on one
    /// line.</param>
    public sealed record Exited(int Code, byte[] Output, string ErrorTail) : ChildResult;

    /// <summary>The program can't be started: not there, not executable.</summary>
    public sealed record NotStarted(string Why) : ChildResult;

    public sealed record TimedOut : ChildResult;

    /// <summary>It wrote more than it may; it was killed.</summary>
    public sealed record TooTalkative : ChildResult;

    private ChildResult() { }
}
