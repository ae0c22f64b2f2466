namespace Chronote.Grains.Transcription;

/// <summary>Hands the engine's slots to waiting chunks. Key: the engine's name. Grants and claims are rows; what it keeps itself is until when the engine wants to be left alone.</summary>
[Alias("gate")]
public interface ITranscriptionGateGrain : IGrainWithStringKey
{
    /// <summary>Something waits, or a slot came free.</summary>
    [Alias("hint")]
    Task Hint();

    /// <summary>As <see cref="Hint"/>, once a second from the poller: ends what expired first.</summary>
    [Alias("sweep")]
    Task Sweep();

    /// <summary>The engine refused a request because there were too many, and asked everybody to wait. Returns once that is stored: a crash doesn't forget it.</summary>
    [Alias("asked_to_wait")]
    Task AskedToWait(TimeSpan wait);

    /// <summary>Whether requests may begin at all, as far as the engine's own wish goes.</summary>
    [Alias("is_open")]
    Task<bool> IsOpen();
}
