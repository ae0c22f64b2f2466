using System.Globalization;
using System.Text;

namespace Chronote.Domain.Notes;

/// <summary>What stands above the notes of a meeting and is no part of them.</summary>
/// <param name="Quality"><c>draft</c> when any text the notes were made from is a rough one, else null.</param>
/// <param name="TimelineUrl">Where a time leads to, without fragment; <c>#t=SECONDS</c> is added. Null: times are plain text.</param>
public sealed record NotesHead(string Title, string? Quality = null, string? TimelineUrl = null);

/// <summary>Notes as Markdown. The same document gives the same characters, line ends are <c>\n</c>.</summary>
public static class NotesMarkdown
{
    public static string Render(NotesDocument document, NotesHead head)
    {
        var page = new StringBuilder();
        page.Append("# ").Append(MarkdownText.Escape(head.Title)).Append("\n\n");
        if (head.Quality is { } quality)
            page.Append("> **").Append(MarkdownText.Escape(quality)).Append("**: the transcript these notes rest on is a rough one.\n\n");
        foreach (var section in document.Sections)
        {
            if (section.Items.Count == 0) continue;
            page.Append("## ").Append(MarkdownText.Escape(section.Title)).Append("\n\n");
            foreach (var item in section.Items) page.Append(Item(item, head.TimelineUrl)).Append('\n');
            page.Append('\n');
        }
        page.Append("*Written by ").Append(MarkdownText.Escape(document.Writer)).Append(".*\n");
        return page.ToString();
    }

    /// <summary>One item as a list line without its line end: <c>- **Ana:** We ship on Friday. [12:34]</c>.</summary>
    public static string Item(NotesItem item, string? timelineUrl = null)
    {
        var line = new StringBuilder("- ");
        if (item.Speaker is { } speaker) line.Append("**").Append(MarkdownText.Escape(speaker)).Append(":** ");
        line.Append(MarkdownText.Escape(item.Text));
        if (item.At is { } at) line.Append(' ').Append(TimeLink(at, timelineUrl));
        return line.ToString();
    }

    /// <summary><c>[12:34]</c>, or <c>[1:02:03]</c> from the first hour on; a link when there is somewhere to go.</summary>
    public static string TimeLink(TimeSpan at, string? timelineUrl)
    {
        var whole = at < TimeSpan.Zero ? TimeSpan.Zero : at;
        var hours = (long)whole.TotalHours;
        var clock = hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"[{hours}:{whole.Minutes:00}:{whole.Seconds:00}]")
            : string.Create(CultureInfo.InvariantCulture, $"[{whole.Minutes:00}:{whole.Seconds:00}]");
        return timelineUrl is null
            ? clock
            : string.Create(CultureInfo.InvariantCulture, $"{clock}({timelineUrl}#t={(long)whole.TotalSeconds})");
    }
}
