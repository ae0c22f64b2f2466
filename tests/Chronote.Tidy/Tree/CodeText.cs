using System.Text;

namespace Chronote.Tidy.Tree;

/// <summary>Takes C# apart into code and comments, so that a rule about code does not trip over what a string or a comment says.</summary>
/// <remarks>Holes of interpolated strings are code. Both halves keep every line break and every column.</remarks>
internal sealed class CodeText
{
    private readonly string _text;
    private readonly StringBuilder _code = new();
    private readonly StringBuilder _comments = new();
    private int _at;

    private CodeText(string text) => _text = text;

    public static (string Code, string Comments) Split(string text)
    {
        var parts = new CodeText(text);
        parts.ReadCode(insideHole: false);
        return (parts._code.ToString(), parts._comments.ToString());
    }

    private bool AtEnd => _at >= _text.Length;

    // Ends at the end of the text, or before the brace that closes the hole it stands in.
    private void ReadCode(bool insideHole)
    {
        var depth = 0;
        while (!AtEnd)
        {
            if (Starts("//")) Take(EndOf("\n", 0), _comments);
            else if (Starts("/*")) Take(EndOf("*/", 2), _comments);
            else if (_text[_at] == '\'') ReadCharacter();
            else if (StringAhead(out var dollars, out var verbatim)) ReadString(dollars, verbatim);
            else
            {
                if (_text[_at] == '{') depth++;
                if (_text[_at] == '}' && depth-- == 0 && insideHole) return;
                Take(_at + 1, _code);
            }
        }
    }

    private void ReadCharacter()
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] is not ('\'' or '\n')) end += _text[end] == '\\' ? 2 : 1;
        Take(end + 1, null);
    }

    private bool StringAhead(out int dollars, out bool verbatim)
    {
        (dollars, verbatim) = (0, false);
        var at = _at;
        for (; at < _text.Length && _text[at] is '$' or '@'; at++)
        {
            if (_text[at] == '$') dollars++;
            else verbatim = true;
        }
        if (at >= _text.Length || _text[at] != '"') return false;
        Take(at, null);
        return true;
    }

    private void ReadString(int dollars, bool verbatim)
    {
        var quotes = Run('"');
        if (quotes == 2 && !verbatim)
        {
            Take(_at + 2, null);
            return;
        }
        var raw = quotes >= 3 && !verbatim;
        var closing = raw ? quotes : 1;
        Take(_at + closing, null);
        while (!AtEnd)
        {
            if (_text[_at] == '"' && Run('"') is var run)
            {
                // A doubled quote inside a verbatim string is a quote; in a raw one, fewer quotes than at its start are.
                if (verbatim && run >= 2) Take(_at + 2, null);
                else if (run < closing) Take(_at + run, null);
                else
                {
                    Take(_at + (raw ? run : 1), null);
                    return;
                }
            }
            else if (_text[_at] == '\\' && !verbatim && !raw) Take(_at + 2, null);
            else if (dollars > 0 && _text[_at] == '{') ReadHole(dollars, raw);
            else Take(_at + 1, null);
        }
    }

    private void ReadHole(int dollars, bool raw)
    {
        var braces = Run('{');
        if (raw ? braces < dollars : braces % 2 == 0)
        {
            Take(_at + braces, null);
            return;
        }
        Take(_at + braces, null);
        ReadCode(insideHole: true);
        Take(Math.Min(_text.Length, _at + (raw ? dollars : 1)), null);
    }

    private bool Starts(string with) => string.CompareOrdinal(_text, _at, with, 0, with.Length) == 0;

    private int Run(char of)
    {
        var end = _at;
        while (end < _text.Length && _text[end] == of) end++;
        return end - _at;
    }

    private int EndOf(string mark, int after)
    {
        var found = _text.IndexOf(mark, _at + after, StringComparison.Ordinal);
        return found < 0 ? _text.Length : found + (mark == "\n" ? 0 : mark.Length);
    }

    // Moves to an index; what lies between goes into one half and blanks into the other, or blanks into both.
    private void Take(int end, StringBuilder? into)
    {
        for (end = Math.Min(end, _text.Length); _at < end; _at++)
        {
            var blank = _text[_at] == '\n' ? '\n' : ' ';
            _code.Append(into == _code ? _text[_at] : blank);
            _comments.Append(into == _comments ? _text[_at] : blank);
        }
    }
}
