namespace Chronote.Client.Timeline;

/// <summary>The unit of all places and lengths: 48 kHz samples.</summary>
public static class Samples
{
    public const long PerSecond = 48_000;
    public const long PerMillisecond = 48;

    /// <summary>A 20 ms Opus packet.</summary>
    public const long PerPacket = 960;

    public static long Of(TimeSpan span) => (long)Math.Round(span.Ticks * (PerSecond / (double)TimeSpan.TicksPerSecond));

    public static TimeSpan ToTime(long samples) => TimeSpan.FromTicks(samples * TimeSpan.TicksPerSecond / PerSecond);
}
