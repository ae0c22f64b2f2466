using Chronote.Domain.Notes;

namespace Chronote.Domain.Transcription.Rendering;

/// <summary>SubRip. It has no specification and no escape: what players take for markup is broken by an invisible word joiner, the words
/// stay.</summary>
internal sealed class SrtFormat : TranscriptFormat
{
    private const string WordJoiner = "\u2060";

    public override string Extension => "srt";
    public override string MediaType => "application/x-subrip; charset=utf-8";

    // Nothing may stand before the first cue, so title and label have no place here; a draft line says so itself.
    protected override string Head(TranscriptHead head) => "";

    protected override string Line(TranscriptLine line, Cursor cursor)
    {
        var label = line.Quality is null ? "" : $"[{Plain(line.Quality)}] ";
        var speaker = Plain(line.Speaker);
        var spoken = label + (speaker.Length == 0 ? "" : speaker + ": ") + Plain(line.Text);
        return $"{cursor.Number}\n{CueTime.Format(line.Start, ',')} --> {CueTime.Format(CueTime.EndAfterStart(line), ',')}\n{spoken}\n\n";
    }

    private static string Plain(string text)
        => MarkdownText.OneLine(text)
            .Replace("<", "<" + WordJoiner, StringComparison.Ordinal)
            .Replace("{", "{" + WordJoiner, StringComparison.Ordinal)
            .Replace("-->", "--" + WordJoiner + ">", StringComparison.Ordinal);
}
