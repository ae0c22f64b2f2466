using System.Text;
using Chronote.Domain;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription.Rendering;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>A meeting's notes and transcript as files to hand over.</summary>
internal sealed class MeetingTexts(IMeetingStore meetings)
{
    /// <summary>Markdown; null when no notes are written.</summary>
    public async Task<string?> Notes(MeetingRow meeting)
    {
        if (await meetings.Notes(meeting.Id) is not { } notes) return null;
        return NotesMarkdown.Render(notes.Document, new NotesHead(meeting.Name ?? meeting.Id.Value, await Quality(meeting.Id)));
    }

    /// <summary>Markdown in UTF-8; as much as fits, cut after a line.</summary>
    /// <returns>Null when there is no text.</returns>
    public async Task<(byte[] Body, bool IsWhole)?> Transcript(MeetingRow meeting, int bytesMax)
    {
        var names = (await meetings.Tracks(meeting.Id)).ToDictionary(track => track.Key.Track, track => track.Name);
        using var bytes = new MemoryStream();
        var any = false;
        // A line more than fits ends the reading: a transcript of any length needs no more memory than may be sent.
        await using (var writer = new StreamWriter(bytes, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true })
            await TranscriptFormat.Markdown.Write(new TranscriptHead(meeting.Name ?? meeting.Id.Value, meeting.Language, await Quality(meeting.Id)), Lines(), writer);
        if (!any) return null;
        if (bytes.Length <= bytesMax) return (bytes.ToArray(), true);
        var cut = bytes.GetBuffer().AsSpan(0, bytesMax).LastIndexOf((byte)'\n');
        return (bytes.GetBuffer()[..(cut < 0 ? 0 : cut + 1)], false);

        async IAsyncEnumerable<TranscriptLine> Lines()
        {
            await foreach (var segment in Segments(meeting.Id))
            {
                if (bytes.Length > bytesMax) yield break;
                if (segment.Suppressed is not null) continue;
                any = true;
                yield return new TranscriptLine(
                    TimeSpan.FromMilliseconds(segment.StartMilliseconds), TimeSpan.FromMilliseconds(segment.EndMilliseconds), names.GetValueOrDefault(segment.Track) ?? segment.Track.Value,
                    segment.Text, segment.Engine.Quality);
            }
        }
    }

    private async Task<string?> Quality(MeetingId id)
    {
        await foreach (var segment in Segments(id))
            if (segment.Engine.Quality is { } quality) return quality;
        return null;
    }

    private async IAsyncEnumerable<SegmentRow> Segments(MeetingId id)
    {
        for (var skip = 0; ; skip += Limits.RowsPerReadMax)
        {
            var page = await meetings.Segments(id, skip, Limits.RowsPerReadMax);
            foreach (var segment in page) yield return segment;
            if (page.Count < Limits.RowsPerReadMax) yield break;
        }
    }
}
