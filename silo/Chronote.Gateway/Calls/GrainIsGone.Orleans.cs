using System.Net.Sockets;
using Orleans.Runtime.Messaging;

namespace Chronote.Gateway.Calls;

/// <summary>Which failures of a call say that the grain's silo is gone, or is going. One that gave no answer in time is not among them: it may be at work still.</summary>
internal static class GrainIsGone
{
    public static bool Says(Exception failure) => failure is SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException or SocketException
        || (failure is OrleansException && failure.InnerException is { } inner && Says(inner));
}
