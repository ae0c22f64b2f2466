using System.Diagnostics;

namespace Chronote.Crash;

/// <summary>Waits for what happens in other processes: looks again and again, up to a bound.</summary>
internal static class Wait
{
    private static readonly TimeProvider _time = TimeProvider.System;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    public static DateTimeOffset Now => _time.GetUtcNow();

    public static Task For(TimeSpan span) => Task.Delay(span, _time);

    public static Task Until(Func<bool> holds, TimeSpan atMost, Func<string> otherwise) => Until(() => Task.FromResult(holds()), atMost, otherwise);

    public static async Task Until(Func<Task<bool>> holds, TimeSpan atMost, Func<string> otherwise)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(began) > atMost) throw new TimeoutException(otherwise());
            await Task.Delay(LookEvery, _time);
        }
    }
}
