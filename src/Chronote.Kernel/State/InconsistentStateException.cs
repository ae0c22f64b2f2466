namespace Chronote.Kernel.State;

/// <summary>What is stored is not what this activation last read or wrote. Nothing was changed. Left uncaught it ends the activation.</summary>
public sealed class InconsistentStateException(string message) : Exception(message)
{
    /// <summary>Whose state was stale. It goes on to callers, whose own state is as good as before.</summary>
    internal Activation? RaisedIn { get; set; }
}
