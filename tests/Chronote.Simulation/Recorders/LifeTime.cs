namespace Chronote.Simulation.Recorders;

/// <summary>Time as a life sees it: its timers end with it.</summary>
internal sealed class LifeTime(Life life) : TimeProvider
{
    private TimeProvider Outside => life.Host.Time;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => Outside.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Outside.GetUtcNow();

    public override long GetTimestamp() => Outside.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Outside.CreateTimer(passed =>
    {
        if (!life.IsOver) callback(passed);
    }, state, dueTime, period);
}
