namespace Chronote.Grains.Chunks;

/// <summary>One engine request's life. Key: meeting/track/first seq of the unit.</summary>
[Alias("chunk")]
public interface IChunkGrain : IGrainWithStringKey
{
    /// <summary>Begins the request of a claimed unit and returns at once, also while the grain's request before is still telling the gate that it ended.</summary>
    [Alias("start"), AlwaysInterleave]
    Task Start(string unit);
}
