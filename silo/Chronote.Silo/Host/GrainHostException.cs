namespace Chronote.Silo.Host;

/// <summary>The grains can't be hosted with these settings; the message says why and what to do.</summary>
public sealed class GrainHostException(string message) : Exception(message);
