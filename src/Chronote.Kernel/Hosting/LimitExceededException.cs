namespace Chronote.Kernel.Hosting;

/// <summary>More was asked for than a named limit allows. Nothing happened; try again later.</summary>
public sealed class LimitExceededException(string message) : Exception(message);
