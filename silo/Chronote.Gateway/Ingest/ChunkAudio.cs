using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Media.Ogg;

namespace Chronote.Gateway.Ingest;

/// <summary>Tells from its bytes what audio a chunk holds, and whether it is whole.</summary>
internal static class ChunkAudio
{
    private static readonly ChunkBounds Bounds = new((long)Limits.ChunkDurationMax.TotalSeconds * Limits.SamplesPerSecond, Limits.PacketsPerChunkMax);

    // What senders call the three formats. Anything generic leaves the decision to the bytes.
    private static readonly Dictionary<string, AudioCodec?> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["audio/ogg"] = AudioCodec.Opus, ["application/ogg"] = AudioCodec.Opus, ["audio/opus"] = AudioCodec.Opus,
        ["audio/wav"] = AudioCodec.Wav, ["audio/wave"] = AudioCodec.Wav, ["audio/x-wav"] = AudioCodec.Wav, ["audio/vnd.wave"] = AudioCodec.Wav,
        ["audio/flac"] = AudioCodec.Flac, ["audio/x-flac"] = AudioCodec.Flac,
        ["application/octet-stream"] = null, ["application/x-www-form-urlencoded"] = null,
    };

    /// <summary>Null when the bytes are good; then <paramref name="shape"/> is set.</summary>
    public static ChunkPutAnswer.BadBody? Read(string? contentType, ReadOnlyMemory<byte> body, out AudioShape? shape)
    {
        shape = null;
        AudioCodec? named = null;
        if (contentType is not null && !MediaTypes.TryGetValue(contentType, out named))
            return new("unsupported_media", $"{contentType} is not one of audio/ogg, audio/wav, audio/flac.");
        if (Sniff(body.Span) is not { } codec)
            return body.IsEmpty
                ? new("bad_audio", "empty: the chunk has no bytes (byte 0).")
                : new("unsupported_media", "The body begins neither like Ogg nor like WAV nor like FLAC.");
        if (named is { } declared && declared != codec)
            return new("unsupported_media", $"The body is {codec}, but Content-Type says {contentType}.");
        if (codec == AudioCodec.Opus && body.Length > Limits.OpusChunkBytesMax)
            return new("too_large", $"An Ogg/Opus chunk has at most {Limits.OpusChunkBytesMax} bytes.");
        return codec == AudioCodec.Opus ? ReadOpus(body, out shape) : ChunkPcm.Read(codec, body, out shape);
    }

    private static ChunkPutAnswer.BadBody? ReadOpus(ReadOnlyMemory<byte> body, out AudioShape? shape)
    {
        shape = null;
        if (!OggOpusChunk.Read(body, Bounds).TryGet(out var chunk, out var fault))
            return new("bad_audio", $"{fault.Code}: {fault.Message} (byte {fault.ByteOffset})");
        shape = new AudioShape(AudioCodec.Opus, chunk.DurationSamples, chunk.PreSkipSamples, chunk.PacketCount, chunk.PacketsDigest);
        return null;
    }

    private static AudioCodec? Sniff(ReadOnlySpan<byte> body) =>
        body.StartsWith("OggS"u8) ? AudioCodec.Opus
        : body.Length >= 12 && (body.StartsWith("RIFF"u8) || body.StartsWith("RF64"u8)) && body[8..12].SequenceEqual("WAVE"u8) ? AudioCodec.Wav
        : body.StartsWith("fLaC"u8) ? AudioCodec.Flac
        : null;
}
