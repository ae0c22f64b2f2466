namespace Chronote.Recorder.Capture;

/// <summary>Gives out a file's samples as a live source would: each when its time has come.</summary>
/// <param name="speed">1 is real time, 10 ten times as fast.</param>
internal sealed class PacedCapture(ICapture file, double speed, TimeProvider time) : ICapture
{
    private const double BytesPerSecond = 48_000 * 2;
    // As often as a sound card would: a tenth of a second at a time.
    private const int BytesPerRead = 9_600;

    private readonly long began = time.GetTimestamp();
    private long bytes;

    public string? EndedBecause => file.EndedBecause;

    public async ValueTask<int> Read(Memory<byte> pcm, CancellationToken cancel)
    {
        var most = (int)Math.Min(pcm.Length, BytesPerRead * Math.Max(1, speed));
        var read = await file.Read(pcm[..(most & ~1)], cancel);
        bytes += read;
        var due = TimeSpan.FromSeconds(bytes / (BytesPerSecond * speed));
        var wait = due - time.GetElapsedTime(began);
        if (read > 0 && wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, time, cancel);
        return read;
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();
}
