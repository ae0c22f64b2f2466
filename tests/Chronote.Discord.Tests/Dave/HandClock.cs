namespace Chronote.Discord.Tests.Dave;

/// <summary>Time that only moves by hand.</summary>
internal sealed class HandClock : TimeProvider
{
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + now;

    public void Advance(TimeSpan by) => now += by;
}
