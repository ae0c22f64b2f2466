using System.Globalization;

namespace Chronote.Engines;

/// <summary>Words as they are compared: lower case, letters and digits, apostrophes inside a word straight.</summary>
internal static class Words
{
    public static string[] Of(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && (char.IsLetterOrDigit(text[i]) || (start >= 0 && Joins(text, i)));
            if (inside && start < 0) start = i;
            if (inside || start < 0) continue;
            words.Add(text[start..i].Replace('\u2019', '\'').ToLowerInvariant());
            start = -1;
        }
        return [.. words];
    }

    // it's, o'clock, 3.5, 10,000: one word each.
    private static bool Joins(string text, int i)
    {
        if (char.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark) return true;
        if (i + 1 >= text.Length || !char.IsLetterOrDigit(text[i + 1])) return false;
        return text[i] is '\'' or '\u2019' || (text[i] is '.' or ',' && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]));
    }
}
