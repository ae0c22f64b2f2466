using System.Text;

namespace Chronote.Domain.Notes;

/// <summary>Makes words that somebody said, or a model wrote, safe to stand in a Markdown document as plain text on one line.</summary>
public static class MarkdownText
{
    private const string SpecialAnywhere = "\\`*_[]<>|~&";

    /// <summary>The same words on one line, every character that Markdown could read as markup escaped by a backslash.</summary>
    public static string Escape(string text)
    {
        var line = OneLine(text);
        var escaped = new StringBuilder(line.Length + 16);
        var listMarker = ListMarkerAt(line);
        for (var i = 0; i < line.Length; i++)
        {
            if (SpecialAnywhere.Contains(line[i]) || i == listMarker) escaped.Append('\\');
            escaped.Append(line[i]);
        }
        return escaped.ToString();
    }

    /// <summary>Control characters and every run of white space become one space; nothing at the ends.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var separates = char.IsControl(character) || char.IsWhiteSpace(character) || character is '\u2028' or '\u2029';
            if (!separates) line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }

    // "# …", "- …", "+ …", "= …" and "12. …" mean something only at the start of a line.
    private static int ListMarkerAt(string line)
    {
        if (line.Length > 0 && line[0] is '#' or '-' or '+' or '=') return 0;
        var digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits])) digits++;
        return digits > 0 && digits < line.Length && line[digits] is '.' or ')' ? digits : -1;
    }
}
