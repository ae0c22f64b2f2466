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
            Tracks = [.. (await store.Tracks(row.Id)).Select(track => Of(track, row))],
            PendingChunks = progress.OwedChunks + progress.PendingText,
            DeadChunks = progress.DeadChunks,
            NotesRevision = row.NotesRevision,
            EventNumber = row.EventNumber,
        };
    }

    public static TrackView Of(TrackRow track, MeetingRow meeting) => new()
    {
        Track = track.Key.Track.Value,
        Name = track.Name,
        Epoch = track.Epoch,
        NextSeq = track.NextSeq,
        Watermark = track.ChunkCount == track.NextSeq ? track.NextSeq : 0,
        CreditSeq = track.CreditSeq,
        LastSeq = track.LastSeq,
        Phase = meeting.Phase.ToString().ToLowerInvariant(),
    };
}
