using System.Globalization;
using Chronote.Domain.Notes;

namespace Chronote.Domain.Transcription.Rendering;

/// <summary>Plain text, one line per line: <c>[0:12:34] Ana: We ship on Friday.</c></summary>
internal sealed class TextFormat : TranscriptFormat
{
    public override string Extension => "txt";
    public override string MediaType => "text/plain; charset=utf-8";

    protected override string Head(TranscriptHead head)
    {
        var title = MarkdownText.OneLine(head.Title);
        var label = head.Quality is null ? "" : $"({MarkdownText.OneLine(head.Quality)}: this text is a rough one)\n";
        return title.Length + label.Length == 0 ? "" : $"{title}\n{label}\n";
    }

    protected override string Line(TranscriptLine line, Cursor cursor)
    {
        var at = line.Start < TimeSpan.Zero ? TimeSpan.Zero : line.Start;
        var speaker = MarkdownText.OneLine(line.Speaker);
        var name = speaker.Length == 0 ? "" : speaker + ": ";
        return string.Create(CultureInfo.InvariantCulture,
            $"[{(long)at.TotalHours}:{at.Minutes:00}:{at.Seconds:00}] {name}{MarkdownText.OneLine(line.Text)}\n");
    }
}
