using Chronote.Client.Timeline;
using Chronote.Recorder.Arguments;

namespace Chronote.Recorder.Settings;

/// <summary>Lengths of time as people write them in an environment.</summary>
internal static class Seconds
{
    // The older settings were written in milliseconds by some and in seconds by others; no chunk is a tenth of a second or a minute and a half long.
    private const double MillisecondsFrom = 100;

    /// <returns>48 kHz samples.</returns>
    public static long Read(string name, string text, double leastSeconds, double mostSeconds)
    {
        if (!double.TryParse(text, out var number)) throw Wrong(name, text, leastSeconds, mostSeconds);
        var seconds = number >= MillisecondsFrom ? number / 1000 : number;
        if (seconds < leastSeconds || seconds > mostSeconds) throw Wrong(name, text, leastSeconds, mostSeconds);
        return Samples.Of(TimeSpan.FromSeconds(seconds));
    }

    private static Exception Wrong(string name, string text, double least, double most) =>
        CommandLine.Usage($"{name} is a length of time from {least:0.##} to {most:0.##} seconds (a number of {MillisecondsFrom} or more is milliseconds), not '{text}'.");
}
