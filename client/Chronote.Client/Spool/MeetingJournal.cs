using System.Text.Json;
using System.Text.Json.Serialization;
using Chronote.Wire;

namespace Chronote.Client.Spool;

/// <summary><c>meeting.json</c>: which meeting the chunks of a folder belong to, or how to create it.</summary>
public sealed record MeetingJournal
{
    public int Version { get; init; } = 1;
    public required string Server { get; init; }
    /// <summary>Null until the server could be asked to create it.</summary>
    public string? Meeting { get; init; }
    public required CreateMeeting Request { get; init; }
    public required string IdempotencyKey { get; init; }
    /// <summary>The wall clock's instant of timeline sample 0, as far as known here; places are reckoned from it while the server is away.</summary>
    public required DateTimeOffset TimelineZeroAt { get; init; }
    /// <summary>Added to the server's clock: not 0 only for a meeting that began before the server knew of it.</summary>
    public long TimelineOffsetSamples { get; init; }
    /// <summary>Where sample 0 of file sources lies on the timeline, the same for all of them; null until the first one starts.</summary>
    public long? FilesStartSamples { get; init; }
    /// <summary>What the user recorded, so that it can be taken up again without saying it twice.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];
    public double Speed { get; init; } = 1;
    /// <summary>The user ended the recording: what is left is delivered and then the meeting is stopped.</summary>
    public bool StopWanted { get; init; }
    public bool Stopped { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MeetingJournal))]
[JsonSerializable(typeof(TrackJournal))]
[JsonSerializable(typeof(ChunkHeader))]
internal sealed partial class SpoolJson : JsonSerializerContext;
