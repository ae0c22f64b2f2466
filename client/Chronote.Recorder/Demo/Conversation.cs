using System.Globalization;
using System.Text.RegularExpressions;

namespace Chronote.Recorder.Demo;

/// <summary>A sentence of the conversation.</summary>
internal sealed record SpokenLine(TimeSpan At, string Speaker, string Text);

/// <summary>The made conversation: who speaks with which voice, and what is said when.</summary>
internal sealed partial record Conversation(IReadOnlyDictionary<string, string> Voices, IReadOnlyList<SpokenLine> Lines)
{
    /// <summary>The one in the repository, built into this program.</summary>
    public static Conversation BuiltIn()
    {
        using var text = new StreamReader(typeof(Conversation).Assembly.GetManifestResourceStream("conversation.txt")!);
        return Read(text.ReadToEnd());
    }

    public static Conversation Read(string text)
    {
        var voices = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var lines = new List<SpokenLine>();
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            if (VoiceLine().Match(line) is { Success: true } voice) voices.Add(voice.Groups[1].Value, voice.Groups[2].Value);
            else if (SpokenText().Match(line) is { Success: true } spoken && voices.ContainsKey(spoken.Groups[3].Value)) lines.Add(Spoken(spoken));
            else throw new FormatException($"Line {number} of the conversation is neither 'voice NAME = VOICE' nor 'TIME NAME: TEXT' of a voice named before: {line}");
        }
        return new Conversation(voices, lines);
    }

    /// <summary>All that one speaker says.</summary>
    public string TextOf(string speaker) => string.Join(' ', Lines.Where(line => line.Speaker == speaker).Select(line => line.Text));

    private static SpokenLine Spoken(Match match) => new(
        TimeSpan.FromMinutes(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            + TimeSpan.FromSeconds(double.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)),
        match.Groups[3].Value, match.Groups[4].Value);

    [GeneratedRegex(@"^voice (\w+) = (\w+)$")]
    private static partial Regex VoiceLine();

    [GeneratedRegex(@"^(\d+):(\d\d(?:\.\d+)?) (\w+): (.+)$")]
    private static partial Regex SpokenText();
}
