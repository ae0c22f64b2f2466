namespace Chronote.Kernel;

/// <summary>More was asked for than a named limit allows. Nothing happened; try again later.</summary>
public sealed class LimitExceededException : Exception
{
    public LimitExceededException(string message) : base(message)
    {
    }

    public LimitExceededException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>What is stored is not what this activation last read or wrote. Nothing was changed. Left uncaught it ends the activation.</summary>
public class InconsistentStateException : Exception
{
    public InconsistentStateException(string message) : base(message)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg) =>
        (StoredEtag, CurrentEtag) = (storedEtag, currentEtag);

    /// <summary>The etag in the store.</summary>
    public string? StoredEtag { get; }

    /// <summary>The etag this activation knew.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whose state was stale. It goes on to callers, whose own state is as good as before.</summary>
    internal Activation? RaisedIn { get; set; }
}
