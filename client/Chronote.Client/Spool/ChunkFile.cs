using System.Text.Json;
using Chronote.Client.Http;

namespace Chronote.Client.Spool;

/// <summary>The first line of a chunk's file in the spool.</summary>
/// <param name="Number">The track's own count over all runs; the sequence number at the server is this plus the run's shift.</param>
/// <param name="StartSamples">Place of the first sample on the timeline, 48 kHz; reckoned from the wall clock when <paramref name="Estimated"/>.</param>
/// <param name="SourceSamples">Where the chunk begins in its source, 48 kHz samples, so that a file can be taken up again there.</param>
public sealed record ChunkHeader
{
    public const int VersionNow = 1;

    public int Version { get; init; } = VersionNow;
    public required long Number { get; init; }
    public required string Writer { get; init; }
    public required long StartSamples { get; init; }
    public bool Estimated { get; init; }
    public required long DurationSamples { get; init; }
    public required long SourceSamples { get; init; }
    public required string Codec { get; init; }
    /// <summary>SHA-256 of the body, 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }
    public required int BodyBytes { get; init; }
}

/// <summary>A chunk in the spool: a JSON line, then the body. A file that was cut or damaged is told from a whole one by length and digest.</summary>
internal static class ChunkFile
{
    public const string Suffix = ".chunk";

    /// <summary>Ten digits, so that the order of names is the order of numbers.</summary>
    public static string NameOf(long number) => $"{number:D10}{Suffix}";

    /// <returns>Null when the name is not a chunk's.</returns>
    public static long? NumberOf(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) && long.TryParse(name.AsSpan(0, name.Length - Suffix.Length), out var number) && number >= 0
            ? number : null;

    public static byte[] Write(ChunkHeader header, ReadOnlySpan<byte> body)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(header, SpoolJson.Default.ChunkHeader);
        var file = new byte[line.Length + 1 + body.Length];
        line.CopyTo(file, 0);
        file[line.Length] = (byte)'\n';
        body.CopyTo(file.AsSpan(line.Length + 1));
        return file;
    }

    public static ChunkRead Read(ReadOnlyMemory<byte> file)
    {
        var end = file.Span.IndexOf((byte)'\n');
        if (end < 0) return new ChunkRead.Torn("its first line has no end");
        if (ReadHeader(file.Span[..end]) is not { } header) return new ChunkRead.Torn("its first line is not a chunk's header");
        if (header.Version > ChunkHeader.VersionNow)
            return new ChunkRead.Torn($"it was written by a newer version of this program (format {header.Version})");
        var body = file[(end + 1)..];
        if (body.Length != header.BodyBytes) return new ChunkRead.Torn($"it holds {body.Length} of {header.BodyBytes} bytes");
        return ContentDigest.Of(body.Span) == header.Digest
            ? new ChunkRead.Whole(header, body)
            : new ChunkRead.Torn("its bytes do not match its digest");
    }

    private static ChunkHeader? ReadHeader(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SpoolJson.Default.ChunkHeader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal abstract record ChunkRead
{
    public sealed record Whole(ChunkHeader Header, ReadOnlyMemory<byte> Body) : ChunkRead;

    /// <param name="Why">Half a sentence about the file: "it holds 3 of 9 bytes".</param>
    public sealed record Torn(string Why) : ChunkRead;

    private ChunkRead() { }
}
