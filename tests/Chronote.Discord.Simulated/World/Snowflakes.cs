namespace Chronote.Discord.Simulated.World;

/// <summary>Ids as Discord makes them: milliseconds since 2015 above a counter.</summary>
internal sealed class Snowflakes(TimeProvider time)
{
    private static readonly DateTimeOffset Start = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long counter;

    public ulong Next() => ((ulong)(time.GetUtcNow() - Start).TotalMilliseconds << 22) | (ulong)(Interlocked.Increment(ref counter) & 0x3fffff);
}
