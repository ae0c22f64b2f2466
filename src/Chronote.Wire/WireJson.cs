using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chronote.Wire;

/// <summary>The JSON of the HTTP API: snake_case, nulls left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateMeeting))]
[JsonSerializable(typeof(MeetingView))]
[JsonSerializable(typeof(MeetingPage))]
[JsonSerializable(typeof(ClockView))]
[JsonSerializable(typeof(StopMeeting))]
[JsonSerializable(typeof(LagView))]
[JsonSerializable(typeof(RetriedView))]
[JsonSerializable(typeof(OpenEpoch))]
[JsonSerializable(typeof(EpochOpened))]
[JsonSerializable(typeof(DeclareLost))]
[JsonSerializable(typeof(RecordGap))]
[JsonSerializable(typeof(TrackView))]
[JsonSerializable(typeof(ChunkAcknowledged))]
[JsonSerializable(typeof(ManifestPage))]
[JsonSerializable(typeof(TranscriptView))]
[JsonSerializable(typeof(NotesView))]
[JsonSerializable(typeof(MemoryView))]
[JsonSerializable(typeof(Problem))]
public sealed partial class WireJson : JsonSerializerContext;
