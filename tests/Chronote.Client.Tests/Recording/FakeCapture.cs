using System.Runtime.InteropServices;
using Chronote.Client.Tests.World;
using Chronote.Recorder.Capture;

namespace Chronote.Client.Tests.Recording;

/// <summary>Sound made by a formula: talk of a few seconds, then a pause, as people speak.</summary>
internal static class MadeSound
{
    public static short[] Talk(TimeSpan length, int seed)
    {
        var random = new Random(seed);
        var samples = new short[(long)(length.TotalSeconds * 48_000)];
        var (at, talking) = (0, true);
        while (at < samples.Length)
        {
            var end = Math.Min(samples.Length, at + (int)((talking ? 2 + random.NextDouble() * 4 : 0.7 + random.NextDouble()) * 48_000));
            var pitch = 120 + random.Next(120);
            for (; at < end; at++)
                samples[at] = (short)(talking ? 8000 * Math.Sin(at * 2 * Math.PI * pitch / 48_000) * (0.6 + 0.4 * Math.Sin(at * 2 * Math.PI * 3 / 48_000)) : random.Next(-20, 21));
            talking = !talking;
        }
        return samples;
    }
}

/// <summary>Sources that exist only in memory: files by path, and devices that can be unplugged.</summary>
internal sealed class FakeBackend(ManualTime time) : ICaptureBackend
{
    public Dictionary<string, short[]> Files { get; } = [];

    /// <summary>What each opening of a device gives, one after the other: its sound and then its end; an empty one cannot be opened.</summary>
    public Queue<short[]> DeviceRuns { get; } = [];

    public Task<ICapture> Open(InputSource source, long fromSamples, CancellationToken cancel) => Task.FromResult<ICapture>(source switch
    {
        InputSource.File file => new FakeCapture(Files[Path.GetFileName(file.Path)][(int)Math.Min(fromSamples, Files[Path.GetFileName(file.Path)].Length)..], null, null),
        _ => new FakeCapture(DeviceRuns.Count > 0 ? DeviceRuns.Dequeue() : [], "no such device", time),
    });
}

/// <param name="time">The clock that paces a live source; null for a file.</param>
internal sealed class FakeCapture(short[] samples, string? endsBecause, ManualTime? time) : ICapture
{
    private readonly long began = time?.GetTimestamp() ?? 0;
    private int given;

    public string? EndedBecause => given >= samples.Length ? endsBecause : null;

    public async ValueTask<int> Read(Memory<byte> pcm, CancellationToken cancel)
    {
        var count = Math.Min(Math.Min(pcm.Length / 2, 4800), samples.Length - given);
        if (time is not null && count > 0)
        {
            var wait = TimeSpan.FromSeconds((given + count) / 48_000.0) - time.GetElapsedTime(began);
            var wholeMilliseconds = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            if (wait > TimeSpan.Zero) await Task.Delay(wholeMilliseconds, time, cancel);
        }
        else await Task.Yield();
        MemoryMarshal.AsBytes(samples.AsSpan(given, count)).CopyTo(pcm.Span);
        given += count;
        return count * 2;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
