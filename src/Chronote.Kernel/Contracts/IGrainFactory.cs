namespace Chronote.Kernel;

public interface IGrainFactory
{
    /// <summary>A reference to a grain. Nothing is activated before the first call.</summary>
    /// <param name="grainClassNamePrefix">How the full name of the class begins; needed only where several classes implement the interface.</param>
    /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}
