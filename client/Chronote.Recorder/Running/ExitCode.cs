namespace Chronote.Recorder.Running;

/// <summary>What the shell is told.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    /// <summary>The command ran and its answer is no: not everything was delivered, a proof does not hold.</summary>
    public const int Failed = 1;
    /// <summary>The command line or a setting is wrong; nothing was done.</summary>
    public const int Usage = 2;
    /// <summary>A program or library that is needed is not installed.</summary>
    public const int Missing = 3;
    /// <summary>Ended by a second Ctrl-C; what was not delivered is in the spool.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends a command with a sentence for the user and an exit code.</summary>
internal sealed class CommandFailed(int exitCode, string sentence) : Exception(sentence)
{
    public int ExitCode => exitCode;
}
