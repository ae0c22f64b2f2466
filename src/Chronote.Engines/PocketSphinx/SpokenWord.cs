using System.Globalization;

namespace Chronote.Engines.PocketSphinx;

/// <summary>A word with its place in the unit.</summary>
internal readonly record struct SpokenWord(string Text, TimeSpan Start, TimeSpan End)
{
    private static readonly double SecondsMax = Chronote.Domain.Limits.UnitDurationMax.TotalSeconds * 2;

    /// <summary>Reads one line of <c>-time yes</c>: word, start and end in seconds, confidence. Null for everything else the program
    /// prints.</summary>
    /// <remarks>Pauses and noises stand in angle or square brackets or between plus signs; <c>on(2)</c> is the second way to say
    /// "on".</remarks>
    public static SpokenWord? Parse(ReadOnlySpan<char> line)
    {
        Span<Range> parts = stackalloc Range[5];
        if (line.SplitAny(parts, " \t\r", StringSplitOptions.RemoveEmptyEntries) != 4) return null;
        var word = line[parts[0]];
        if (word[0] is '<' or '[' or '+' || Seconds(line[parts[1]]) is not { } start || Seconds(line[parts[2]]) is not { } end) return null;
        var variant = word.IndexOf('(');
        var text = variant > 0 ? word[..variant] : word;
        return end < start ? null : new SpokenWord(text.ToString(), TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end));
    }

    private static double? Seconds(ReadOnlySpan<char> text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds <= SecondsMax
            ? seconds
            : null;
}
