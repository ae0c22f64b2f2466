using System.Text.Json;

namespace Chronote.Wire;

/// <summary>Body of <c>POST /api/v1/meetings</c> (P-10). Every field is optional.</summary>
public sealed record CreateMeeting
{
    public string? Name { get; init; }
    public string? MeetingUrl { get; init; }
    public JsonElement? Metadata { get; init; }
    public string? Language { get; init; }
    public IReadOnlyList<TrackToCreate>? Tracks { get; init; }
}

public sealed record TrackToCreate(string Id, string? Name = null);

/// <summary>A meeting as the API shows it. <see cref="RecordingId"/> is the older name of <see cref="Id"/>.</summary>
public sealed record MeetingView
{
    public required string Id { get; init; }
    public required string RecordingId { get; init; }
    public required string Phase { get; init; }
    public string? Name { get; init; }
    public string? MeetingUrl { get; init; }
    public JsonElement? Metadata { get; init; }
    public string? Language { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StoppedAt { get; init; }
    public DateTimeOffset? DeadlineAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public required IReadOnlyList<TrackView> Tracks { get; init; }
    public required long PendingChunks { get; init; }
    public required long DeadChunks { get; init; }
    public required int NotesRevision { get; init; }
    /// <summary>Number of the newest event of this meeting (P-63).</summary>
    public required long EventNumber { get; init; }
}

public sealed record MeetingPage(IReadOnlyList<MeetingView> Items, string? NextCursor);

/// <summary>The server's present place on the meeting timeline, in 48 kHz samples since <c>created_at</c> (P-12).</summary>
public sealed record ClockView(long TimelineSamples);

/// <summary>Body of <c>POST …/stop</c> (P-50): the last sequence number of each track, −1 for a track that sent none.</summary>
public sealed record StopMeeting(IReadOnlyDictionary<string, long>? Tracks = null);

public sealed record LagView(
    double LagSeconds, double LiveDelaySeconds, long BacklogChunks, long PendingChunks, long DeadChunks, long StoredChunks);

public sealed record RetriedView(long Retried);
