namespace Chronote.Grains.Chunks;

/// <summary>One engine request's life. Key: meeting/track/first seq of the unit.</summary>
[Alias("chunk")]
public interface IChunkGrain : IGrainWithStringKey
{
    /// <summary>Begins the request of a claimed unit and returns at once.</summary>
    /// <remarks>Interleaves: a request that ended late tells the gate, which may be here with the chunk's next claim; neither would see the other's turn end.</remarks>
    [Alias("start"), AlwaysInterleave]
    Task Start(string unit);
}
