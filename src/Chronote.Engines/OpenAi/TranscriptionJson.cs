using System.Text.Json;
using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;

namespace Chronote.Engines.OpenAi;

/// <summary>Reads the answer of <c>/audio/transcriptions</c>, with or without times, and trusts nothing in it.</summary>
internal static class TranscriptionJson
{
    /// <summary>Whisper's own sureness, mean log probability of a segment's tokens: below this it was guessing.</summary>
    public const double LogProbabilityMin = -2.5;

    /// <summary>Below this, text over what the model itself takes for no speech was made up.</summary>
    public const double LogProbabilityUnsure = -1.2;

    public const double NoSpeechProbabilityMax = 0.6;

    /// <returns>Null when it is no transcription.</returns>
    public static EngineAnswer.Text? Read(byte[] body, UnitSound sound)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var language = LanguageNames.Tag(Text(root, "language"));
            if (root.TryGetProperty("segments", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
            {
                var segments = list.EnumerateArray().Select(Segment).OfType<EngineSegment>();
                return new EngineAnswer.Text(UnitTimes.Within(segments, sound.Duration), language);
            }
            return Text(root, "text") is { } text
                ? new EngineAnswer.Text(UnitTimes.Within(UntimedText.Spread(text, sound), sound.Duration), language)
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no valid UTF-16, for instance a lone surrogate.
            return null;
        }
    }

    private static EngineSegment? Segment(JsonElement segment)
    {
        if (segment.ValueKind != JsonValueKind.Object || Text(segment, "text") is not { } text) return null;
        if (Number(segment, "start") is not { } start || Number(segment, "end") is not { } end) return null;
        var doubt = IsGuess(segment) ? "low_confidence" : null;
        return new EngineSegment(UnitTimes.FromSeconds(start), UnitTimes.FromSeconds(end), text, doubt);
    }

    private static bool IsGuess(JsonElement segment)
    {
        if (Number(segment, "avg_logprob") is not { } sureness) return false;
        return sureness < LogProbabilityMin
            || (sureness < LogProbabilityUnsure && Number(segment, "no_speech_prob") > NoSpeechProbabilityMax);
    }

    private static string? Text(JsonElement of, string name)
        => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement of, string name)
        => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? number
            : null;
}
