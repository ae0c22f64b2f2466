namespace Chronote.Client.Upload;

/// <summary>How long to wait after failures in a row: doubling, with jitter so that many recorders don't return at the same instant. It never gives up.</summary>
public sealed class Backoff(Random random)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public int FailuresInRow { get; private set; }

    public void Succeeded() => FailuresInRow = 0;

    /// <returns>Between half of the time and all of it; at most <see cref="Longest"/>.</returns>
    public TimeSpan Failed()
    {
        FailuresInRow = Math.Min(FailuresInRow + 1, 16); // 2^16 × 250 ms is far past the cap, and cannot overflow
        var full = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, FailuresInRow - 1));
        return TimeSpan.FromMilliseconds(full * (0.5 + random.NextDouble() / 2));
    }
}
