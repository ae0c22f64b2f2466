using System.Text;

namespace Chronote.Scenarios.Script;

/// <summary>A story as text: paragraphs of comments and commands, then <c>----</c>, then what happened.</summary>
internal static class Transcript
{
    private const string Divider = "----";

    /// <summary>The same text with what really happens under each divider.</summary>
    public static string Retell(string text)
    {
        var story = new Story();
        var told = new StringBuilder();
        foreach (var paragraph in text.Replace("\r", "").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeWhile(line => line != Divider).ToList();
            if (told.Length > 0) told.Append('\n');
            foreach (var line in lines) told.Append(line).Append('\n');
            if (lines.All(line => line.StartsWith('#'))) continue;
            told.Append(Divider).Append('\n');
            foreach (var line in story.Run([.. lines.Where(line => !line.StartsWith('#')).Select(line => new Line(line))])) told.Append(line).Append('\n');
        }
        return told.ToString();
    }
}
