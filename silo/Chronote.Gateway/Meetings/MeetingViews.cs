using System.Text.Json;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Wire;

namespace Chronote.Gateway.Meetings;

/// <summary>Rows as the API shows them.</summary>
internal static class MeetingViews
{
    public static async Task<MeetingView> Of(IMeetingStore store, MeetingRow row)
    {
        var progress = await store.Progress(row.Id);
        var tracks = new List<TrackView>();
        // Which numbers are missing stands in a track's own view.
        foreach (var track in await store.Tracks(row.Id)) tracks.Add(Of(track, row, await Watermark(store, track)) with { Missing = null });
        return new MeetingView
        {
            Id = row.Id.Value,
            RecordingId = row.Id.Value,
            Phase = row.Phase.ToString().ToLowerInvariant(),
            Name = row.Name,
            MeetingUrl = row.MeetingUrl,
            Metadata = row.Metadata is { } metadata ? JsonDocument.Parse(metadata).RootElement : null,
            Language = row.Language,
            CreatedAt = row.CreatedAt,
            StoppedAt = row.StoppedAt,
            DeadlineAt = row.DeadlineAt,
            CompletedAt = row.CompletedAt,
            Tracks = tracks,
            PendingChunks = progress.OwedChunks + progress.PendingText,
            DeadChunks = progress.DeadChunks,
            NotesRevision = row.NotesRevision,
            EventNumber = row.EventNumber,
        };
    }

    public static TrackView Of(TrackRow track, MeetingRow meeting, long watermark) => new()
    {
        Track = track.Key.Track.Value,
        Name = track.Name,
        Epoch = track.Epoch,
        NextSeq = track.NextSeq,
        Watermark = watermark,
        CreditSeq = track.CreditSeq,
        LastSeq = track.LastSeq,
        Phase = meeting.Phase.ToString().ToLowerInvariant(),
    };

    private static async ValueTask<long> Watermark(IMeetingStore store, TrackRow track) =>
        track.ChunkCount == track.NextSeq ? track.NextSeq : await store.Watermark(track.Key);
}
