using Chronote.Domain.Notes;

namespace Chronote.Domain.Transcription.Rendering;

/// <summary>WebVTT (W3C Candidate Recommendation, 4 April 2019): the speaker as voice span, <c>draft</c> as its class.</summary>
internal sealed class VttFormat : TranscriptFormat
{
    public override string Extension => "vtt";
    public override string MediaType => "text/vtt; charset=utf-8";

    protected override string Head(TranscriptHead head)
    {
        // The title may hold anything; "-->" in the header would end it early.
        var title = MarkdownText.OneLine(head.Title).Replace("-->", "->", StringComparison.Ordinal);
        var quality = head.Quality is null ? "" : $"NOTE {MarkdownText.OneLine(head.Quality)}: this text is a rough one.\n\n";
        return title.Length == 0 ? $"WEBVTT\n\n{quality}" : $"WEBVTT - {title}\n\n{quality}";
    }

    protected override string Line(TranscriptLine line, Cursor cursor)
    {
        var text = Escape(line.Text);
        var speaker = Escape(line.Speaker);
        var css = line.Quality is null ? "" : "." + new string([.. line.Quality.Where(char.IsAsciiLetterOrDigit)]);
        var spoken = speaker.Length == 0 ? text : $"<v{css} {speaker}>{text}";
        return $"{cursor.Number}\n{CueTime.Format(line.Start, '.')} --> {CueTime.Format(CueTime.EndAfterStart(line), '.')}\n{spoken}\n\n";
    }

    // 3.3: a cue's text holds no "-->" and no raw "&" or "<"; a blank line would end the cue.
    private static string Escape(string text)
        => MarkdownText.OneLine(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
