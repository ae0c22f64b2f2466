using System.Text;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription.Rendering;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Keys;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Problems;
using Chronote.Grains.Windows;
using Chronote.Wire;

namespace Chronote.Gateway.Reading;

/// <summary>Transcript, notes, audio and manifest (PROTOCOL, section 6). All answer while the meeting runs.</summary>
internal static class ReadingEndpoints
{
    public static void Map(RouteGroupBuilder meetings)
    {
        meetings.MapGet("/{meeting}/transcript.{format}", Transcript).Needs(KeyScope.Read, "The transcript: json, vtt, srt, txt, md (P-60)").Produces<TranscriptView>();
        meetings.MapGet("/{meeting}/notes.{format}", Notes).Needs(KeyScope.Read, "The notes: md, json (P-60)").Produces<NotesView>();
        meetings.MapGet("/{meeting}/audio/{track}.ogg", Audio).Needs(KeyScope.Read, "A track's audio, Ogg/Opus, byte ranges (P-60)").Produces(200, contentType: "audio/ogg");
        meetings.MapGet("/{meeting}/manifest", Manifest).Needs(KeyScope.Read, "Every chunk as acknowledged, and every gap (P-61)").Produces<ManifestPage>();
    }

    private static Task<IResult> Transcript(HttpContext http, IMeetingStore store, string meeting, string format) => MeetingEndpoints.With(http, store, meeting, async row =>
    {
        var names = (await store.Tracks(row.Id)).ToDictionary(track => track.Key.Track, track => track.Name);
        if (format == "json")
        {
            var segments = new List<SegmentView>();
            await foreach (var segment in Segments(store, row.Id)) segments.Add(View(segment, names.GetValueOrDefault(segment.Track)));
            return Results.Json(new TranscriptView(row.Id.Value, row.Phase.ToString().ToLowerInvariant(), row.EventNumber, segments), WireJson.Default.TranscriptView);
        }
        if (TranscriptFormat.For(format) is not { } renderer) return ProblemResult.Of("not_found", "A transcript is there as json, vtt, srt, txt and md.");
        http.Response.ContentType = renderer.MediaType + "; charset=utf-8";
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(false), 16 * 1024, leaveOpen: true);
        await renderer.Write(new TranscriptHead(row.Name ?? row.Id.Value, row.Language, await Quality(store, row.Id)), Lines(store, row.Id, names), writer, http.RequestAborted);
        return Results.Empty;
    });

    private static Task<IResult> Notes(HttpContext http, IMeetingStore store, string meeting, string format) => MeetingEndpoints.With(http, store, meeting, async row =>
    {
        if (format is not ("md" or "json")) return ProblemResult.Of("not_found", "Notes are there as md and json.");
        if (await store.Notes(row.Id) is not { } notes) return ProblemResult.Of("not_found", "The notes are written when the meeting has ended and its text is there.");
        var quality = await Quality(store, row.Id);
        var markdown = NotesMarkdown.Render(notes.Document, new NotesHead(row.Name ?? row.Id.Value, quality));
        if (format == "md") return Results.Text(markdown, "text/markdown", Encoding.UTF8);
        return Results.Json(new NotesView(row.Id.Value, notes.Revision, notes.Document.Writer, quality, markdown, [.. notes.Document.Sections.Select(section =>
            new Wire.NotesSection(section.Title, [.. section.Items.Select(item => new Wire.NotesItem(item.Text, item.Speaker, item.At?.TotalSeconds))]))]), WireJson.Default.NotesView);
    });

    private static Task<IResult> Audio(
        HttpContext http, IMeetingStore store, IBlobStore blobs, IGrainFactory grains, TimeProvider time, string meeting, string track) => MeetingEndpoints.With(http, store, meeting, async row =>
    {
        if (!TrackId.TryParse(track, out var id) || await store.Track(new TrackKey(row.Id, id)) is not { } found) return ProblemResult.Of("unknown_track");
        if (found.ChunkCount == 0) return ProblemResult.Of("not_found", "Nothing is stored on this track yet.");
        if (!(await store.Progress(row.Id)).FilesAreCurrent) await GrainCall.Insist(time, () => grains.GetGrain<IWindowGrain>($"{row.Id}/0").Refresh());
        var artefact = (await store.Artefacts(row.Id)).FirstOrDefault(artefact => artefact.Track == id);
        if (artefact is null || await blobs.Open(artefact.Object) is not { } stream) return ProblemResult.Of("not_found", "The file is not made yet.");
        http.Response.Headers.CacheControl = row.Phase == MeetingPhase.Completed ? "private, no-cache" : "no-store";
        return Results.Stream(stream, "audio/ogg", enableRangeProcessing: true, entityTag: new($"\"{Convert.ToHexStringLower(artefact.Digest)}\""));
    });

    private static Task<IResult> Manifest(HttpContext http, IMeetingStore store, string meeting, string? cursor) => MeetingEndpoints.With(http, store, meeting, async row =>
    {
        if (!ManifestCursor.TryRead(cursor, out var at)) return ProblemResult.Of("invalid", "cursor is not one this server gave.");
        return Results.Json(await Manifests.Page(store, row, at), WireJson.Default.ManifestPage);
    });

    private static async Task<string?> Quality(IMeetingStore store, MeetingId id)
    {
        await foreach (var segment in Segments(store, id))
            if (segment.Engine.Quality is { } quality) return quality;
        return null;
    }

    private static async IAsyncEnumerable<TranscriptLine> Lines(IMeetingStore store, MeetingId id, Dictionary<TrackId, string?> names)
    {
        await foreach (var segment in Segments(store, id))
            if (segment.Suppressed is null)
                yield return new TranscriptLine(
                    TimeSpan.FromMilliseconds(segment.StartMilliseconds), TimeSpan.FromMilliseconds(segment.EndMilliseconds),
                    names.GetValueOrDefault(segment.Track) ?? segment.Track.Value, segment.Text, segment.Engine.Quality);
    }

    private static async IAsyncEnumerable<SegmentRow> Segments(IMeetingStore store, MeetingId id)
    {
        for (var skip = 0; ; skip += Limits.RowsPerReadMax)
        {
            var page = await store.Segments(id, skip, Limits.RowsPerReadMax);
            foreach (var segment in page) yield return segment;
            if (page.Count < Limits.RowsPerReadMax) yield break;
        }
    }

    private static SegmentView View(SegmentRow segment, string? speaker) => new()
    {
        Track = segment.Track.Value,
        Speaker = speaker,
        Seq = segment.Seq,
        Start = segment.StartMilliseconds / 1000.0,
        End = segment.EndMilliseconds / 1000.0,
        Text = segment.Text,
        Engine = segment.Engine.Engine,
        Model = segment.Engine.Model,
        Quality = segment.Engine.Quality,
        Language = segment.Language,
        Revision = segment.Revision,
        Suppressed = segment.Suppressed,
    };
}
