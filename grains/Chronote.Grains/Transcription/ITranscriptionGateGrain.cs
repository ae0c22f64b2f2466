namespace Chronote.Grains.Transcription;

/// <summary>Hands the engine's slots to waiting chunks. Key: the engine's name. It holds nothing that a crash could lose: grants and claims are rows.</summary>
[Alias("gate")]
public interface ITranscriptionGateGrain : IGrainWithStringKey
{
    /// <summary>Something waits, or a slot came free.</summary>
    [Alias("hint")]
    Task Hint();

    /// <summary>As <see cref="Hint"/>, once a second from the poller: ends what expired first.</summary>
    [Alias("sweep")]
    Task Sweep();
}
