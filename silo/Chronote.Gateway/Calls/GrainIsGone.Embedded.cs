namespace Chronote.Gateway.Calls;

/// <summary>Which failures of a call say that the grain's server is gone. Here there is one server, and it is this one.</summary>
internal static class GrainIsGone
{
    public static bool Says(Exception failure) => false;
}
