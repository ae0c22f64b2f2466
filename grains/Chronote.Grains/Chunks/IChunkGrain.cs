namespace Chronote.Grains.Chunks;

/// <summary>One engine request's life. Key: meeting/track/first seq of the unit.</summary>
[Alias("chunk")]
public interface IChunkGrain : IGrainWithStringKey
{
    /// <summary>Begins the request of a claimed unit and returns at once.</summary>
    [Alias("start")]
    Task Start(string unit);
}
