using System.Text.Json.Serialization;

namespace Chronote.Storage.Sql;

// What the event log carries about text. Readers get these as they are (docs/PROTOCOL.md, P-63).

internal sealed record SegmentsPayload(
    string Track, string? Speaker, long FromSeq, long ToSeq, long Revision, string Engine, string? Quality, IReadOnlyList<SegmentPayload> Segments);

internal sealed record SegmentPayload(double Start, double End, string Text, string? Suppressed);

internal sealed record DeadPayload(string Track, long FromSeq, long ToSeq, string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SegmentsPayload))]
[JsonSerializable(typeof(DeadPayload))]
internal sealed partial class PayloadContext : JsonSerializerContext;
