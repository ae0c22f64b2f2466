using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chronote.Domain.Transcription;
using Chronote.Engines.OpenAi;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Commands;

/// <summary>Reads what a program wrote. Four forms, told apart by how they begin; docs/CONFIGURATION.md lists them for those who write a
/// program.</summary>
/// <remarks>
/// whisper.cpp's JSON (<c>transcription</c> with <c>offsets</c> in ms); ours and OpenAI's
/// (<c>{"language":"en","segments":[{"start":0.0,"end":1.2,"text":"…"}]}</c>,
/// or only <c>{"text":"…"}</c>); lines with times (<c>[00:00:00.000 --> 00:00:01.200] …</c>); anything else is plain text.
/// </remarks>
internal static partial class CommandAnswer
{
    /// <returns>Null when it looks like JSON and is none of these, or is no text at all.</returns>
    public static EngineAnswer.Text? Read(byte[] output, UnitSound sound)
    {
        if (Decode(output)?.Trim() is not { } text) return null;
        if (text.StartsWith('{')) return WhisperCpp(text, sound) ?? TranscriptionJson.Read(output, sound);
        var timed = text.Split('\n').Select(TimedLine).OfType<EngineSegment>().ToArray();
        var segments = timed.Length > 0 ? timed : UntimedText.Spread(text, sound);
        return new EngineAnswer.Text(UnitTimes.Within(segments, sound.Duration), Language: null);
    }

    private static string? Decode(byte[] output)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(output);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static EngineAnswer.Text? WhisperCpp(string text, UnitSound sound)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            if (!json.RootElement.TryGetProperty("transcription", out var lines) || lines.ValueKind != JsonValueKind.Array) return null;
            var segments = lines.EnumerateArray().Select(line => new EngineSegment(
                Offset(line, "from"), Offset(line, "to"), line.GetProperty("text").GetString() ?? ""));
            var language = json.RootElement.TryGetProperty("result", out var result) && result.TryGetProperty("language", out var heard)
                ? heard.GetString()
                : null;
            return new EngineAnswer.Text(UnitTimes.Within(segments, sound.Duration), LanguageTag.Primary(language));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static TimeSpan Offset(JsonElement line, string name)
        => UnitTimes.FromSeconds(line.GetProperty("offsets").GetProperty(name).GetDouble() / 1_000);

    private static EngineSegment? TimedLine(string line)
    {
        var match = Timed().Match(line);
        return match.Success ? new EngineSegment(Clock(match, 1), Clock(match, 5), match.Groups[9].Value) : null;
    }

    private static TimeSpan Clock(Match match, int group)
    {
        double Part(int offset)
            => match.Groups[group + offset].Success ? double.Parse(match.Groups[group + offset].Value, CultureInfo.InvariantCulture) : 0;
        return UnitTimes.FromSeconds(Part(0) * 3_600 + Part(1) * 60 + Part(2) + Part(3) / 1_000);
    }

    [GeneratedRegex(@"^\s*\[(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3}) --> (?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})\]\s*(.*)$",
        RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Timed();
}
