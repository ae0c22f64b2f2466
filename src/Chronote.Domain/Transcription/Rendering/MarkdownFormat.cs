using Chronote.Domain.Notes;

namespace Chronote.Domain.Transcription.Rendering;

/// <summary>Markdown for reading: a new paragraph with name and time whenever somebody else speaks.</summary>
internal sealed class MarkdownFormat : TranscriptFormat
{
    /// <summary>One speaker's paragraph is broken after a pause this long, so that a long talk keeps its times.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    public override string Extension => "md";
    public override string MediaType => "text/markdown; charset=utf-8";

    protected override string Head(TranscriptHead head)
    {
        var title = MarkdownText.Escape(head.Title);
        var label = head.Quality is null ? "" : $"\n> **{MarkdownText.Escape(head.Quality)}**: this text is a rough one.\n";
        return $"# {(title.Length == 0 ? "Transcript" : title)}\n{label}";
    }

    protected override string Line(TranscriptLine line, Cursor cursor)
    {
        var text = MarkdownText.Escape(line.Text);
        var goesOn = cursor.Previous is { } previous && previous.Speaker == line.Speaker && line.Start - previous.End <= PauseMax;
        if (goesOn) return text + "\n";
        var name = line.Speaker.Length == 0 ? "" : $"**{MarkdownText.Escape(line.Speaker)}** ";
        return $"\n{name}{NotesMarkdown.TimeLink(line.Start, null)}  \n{text}\n";
    }
}
