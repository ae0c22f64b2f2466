namespace Chronote.Recorder.Capture;

/// <summary>Opens sources of audio: 48 kHz, mono, 16 bit, little endian.</summary>
internal interface ICaptureBackend
{
    /// <summary>Begins to capture. For a file <paramref name="fromSamples"/> are passed over; a device has no past.</summary>
    Task<ICapture> Open(InputSource source, long fromSamples, CancellationToken cancel);
}

/// <summary>A source while it is open. Disposing ends it.</summary>
internal interface ICapture : IAsyncDisposable
{
    /// <summary>Waits for samples.</summary>
    /// <returns>Bytes read, an even number; 0 when the source has ended.</returns>
    ValueTask<int> Read(Memory<byte> pcm, CancellationToken cancel);

    /// <summary>Why it ended, half a sentence for the user; null when it simply came to its end.</summary>
    string? EndedBecause { get; }
}
