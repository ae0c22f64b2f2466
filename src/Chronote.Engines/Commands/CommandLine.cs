using System.Text;

namespace Chronote.Engines.Commands;

/// <summary>A command line split into program and arguments once, before any placeholder is filled: no filled-in word can add an
/// argument.</summary>
internal sealed class CommandLine
{
    public static readonly string[] Placeholders = ["{audio}", "{language}", "{prompt}", "{output}"];

    private readonly IReadOnlyList<string> parts;

    private CommandLine(IReadOnlyList<string> parts) => this.parts = parts;

    public string Program => parts[0];

    public static IEnumerable<string> Problems(string name, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            yield return
                $"{name} is missing; give a command such as: whisper-cli -m model.bin -f {{audio}} -l {{language}} -oj -of {{output}}";
        else if (Parse(line) is not { } command)
            yield return $"{name} has a quote that is never closed.";
        else if (!command.parts.Any(part => part.Contains("{audio}", StringComparison.Ordinal)))
            yield return $"{name} has no {{audio}}, so the program would not know what to transcribe.";
        else if (command.Program.Contains('{'))
            yield return $"{name} begins with a placeholder; it must begin with the program.";
    }

    /// <summary>Spaces separate; single quotes keep everything; double quotes keep everything but <c>\"</c> and <c>\\</c>. Null: a quote is
    /// open.</summary>
    public static CommandLine? Parse(string line)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var begun = false;
        char? quote = null;
        for (var i = 0; i < line.Length; i++)
        {
            var character = line[i];
            if (quote == '"' && character == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\') part.Append(line[++i]);
            else if (character == quote) quote = null;
            else if (quote is not null) part.Append(character);
            else if (character is '"' or '\'') (quote, begun) = (character, true);
            else if (!char.IsWhiteSpace(character)) (_, begun) = (part.Append(character), true);
            else if (begun) Close();
        }
        if (begun) Close();
        return quote is null && parts.Count > 0 ? new CommandLine(parts) : null;

        void Close()
        {
            parts.Add(part.ToString());
            part.Clear();
            begun = false;
        }
    }

    /// <summary>The arguments with every placeholder replaced; what is filled in is not looked at again.</summary>
    public IReadOnlyList<string> Arguments(string audio, string language, string prompt, string output)
    {
        // Somebody's words that begin with a dash must not be taken for an option.
        var words = prompt.StartsWith('-') ? " " + prompt : prompt;
        (string, string)[] values = [("{audio}", audio), ("{language}", language), ("{prompt}", words), ("{output}", output)];
        return [.. parts.Skip(1).Select(part => Fill(part, values))];
    }

    private static string Fill(string part, (string Name, string Value)[] values)
    {
        var filled = new StringBuilder();
        for (var i = 0; i < part.Length; i++)
        {
            var found = Array.FindIndex(values, value => string.CompareOrdinal(part, i, value.Name, 0, value.Name.Length) == 0);
            if (found < 0)
            {
                filled.Append(part[i]);
                continue;
            }
            // A null character would end the argument early inside the program.
            filled.Append(values[found].Value.Replace("\0", "", StringComparison.Ordinal));
            i += values[found].Name.Length - 1;
        }
        return filled.ToString();
    }
}
