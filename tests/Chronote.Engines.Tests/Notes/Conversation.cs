using System.Globalization;
using Chronote.Domain.Notes;

namespace Chronote.Engines.Tests.Notes;

/// <summary>Conversations to make notes of.</summary>
internal static class Conversation
{
    public static IReadOnlyList<NotesLine> ReleaseMeeting { get; } = [.. Golden.Lines("release-meeting.txt").Select(Parse)];

    /// <summary>As PocketSphinx would write it: lower case, no punctuation, a line per breath.</summary>
    public static IReadOnlyList<NotesLine> Unpunctuated(IEnumerable<NotesLine> lines)
        => [.. lines.Select(line => line with { Text = new string([.. line.Text.ToLowerInvariant().Where(IsHeard)]) })];

    public static NotesRequest Request(IReadOnlyList<NotesLine> lines, string? language = "en", int charactersMax = 8_000)
        => new("Release meeting", language, lines, [], charactersMax);

    private static bool IsHeard(char character) => char.IsLetter(character) || character is ' ' or '\'';

    private static NotesLine Parse(string line)
    {
        var parts = line.Split('|', 3);
        return new NotesLine(TimeSpan.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2]);
    }
}
