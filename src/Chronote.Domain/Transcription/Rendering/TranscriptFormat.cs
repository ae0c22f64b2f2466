namespace Chronote.Domain.Transcription.Rendering;

/// <summary>A way to write a transcript down. Lines go out one by one, so a transcript of any length needs the memory of one
/// line.</summary>
public abstract class TranscriptFormat
{
    public static TranscriptFormat Vtt { get; } = new VttFormat();
    public static TranscriptFormat Srt { get; } = new SrtFormat();
    public static TranscriptFormat Text { get; } = new TextFormat();
    public static TranscriptFormat Markdown { get; } = new MarkdownFormat();

    public static IReadOnlyList<TranscriptFormat> All { get; } = [Vtt, Srt, Text, Markdown];

    /// <summary>File name ending without a dot: <c>vtt</c>, <c>srt</c>, <c>txt</c>, <c>md</c>.</summary>
    public abstract string Extension { get; }

    public abstract string MediaType { get; }

    public static TranscriptFormat? For(string extension)
        => All.FirstOrDefault(format => format.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase));

    public void Write(TranscriptHead head, IEnumerable<TranscriptLine> lines, TextWriter to)
    {
        to.Write(Head(head));
        var cursor = new Cursor(1, null);
        foreach (var line in lines)
        {
            to.Write(Line(line, cursor));
            cursor = new Cursor(cursor.Number + 1, line);
        }
    }

    public async Task Write(
        TranscriptHead head, IAsyncEnumerable<TranscriptLine> lines, TextWriter to, CancellationToken cancellation = default)
    {
        await to.WriteAsync(Head(head).AsMemory(), cancellation);
        var cursor = new Cursor(1, null);
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            await to.WriteAsync(Line(line, cursor).AsMemory(), cancellation);
            cursor = new Cursor(cursor.Number + 1, line);
        }
    }

    protected abstract string Head(TranscriptHead head);

    protected abstract string Line(TranscriptLine line, Cursor cursor);

    /// <param name="Number">Of the line about to be written, from 1.</param>
    /// <param name="Previous">The line before it.</param>
    protected readonly record struct Cursor(long Number, TranscriptLine? Previous);
}
