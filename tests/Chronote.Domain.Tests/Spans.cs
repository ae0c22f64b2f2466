using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Chronote.Domain.Tests;

/// <summary>Lengths of time as tables and transcripts write them: <c>250ms</c>, <c>1m30s</c>, <c>-2m</c>, <c>7d</c>.</summary>
internal static partial class Spans
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    public static TimeSpan Parse(string text)
    {
        var total = 0L;
        foreach (Match part in Parts().Matches(text))
            total += long.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * Units.Single(each => each.Unit == part.Groups[2].Value).Milliseconds;
        return TimeSpan.FromMilliseconds(text.StartsWith('-') ? -total : total);
    }

    public static string Print(TimeSpan span)
    {
        var left = (long)Math.Abs(span.TotalMilliseconds);
        if (left == 0) return "0s";
        var text = new StringBuilder(span < TimeSpan.Zero ? "-" : "");
        foreach (var (unit, milliseconds) in Units)
        {
            if (left >= milliseconds) text.Append(CultureInfo.InvariantCulture, $"{left / milliseconds}{unit}");
            left %= milliseconds;
        }
        return text.ToString();
    }

    [GeneratedRegex("([0-9]+)(ms|d|h|m|s)")]
    private static partial Regex Parts();
}
