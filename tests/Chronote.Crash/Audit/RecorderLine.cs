using System.Text.Json.Serialization;

namespace Chronote.Crash.Audit;

/// <summary>A line of the ledger which the recorder writes with <c>--ledger</c>.</summary>
internal sealed record RecorderLine(
    string Meeting, string Track, long Seq, string Digest,
    [property: JsonPropertyName("start_samples")] long StartSamples, [property: JsonPropertyName("duration_samples")] long DurationSamples);
