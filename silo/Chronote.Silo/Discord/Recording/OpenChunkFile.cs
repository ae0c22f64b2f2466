using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Chronote.Discord.Placement;

namespace Chronote.Silo.Discord.Recording;

/// <summary>What an open chunk's file says of it.</summary>
internal sealed record OpenChunkHeader(string Writer, long StartSamples, long SourceSamples);

/// <summary>
/// The file of a chunk that is not sealed: records, each with its length and a checksum, so that of a file whose end was never written whole all records
/// before the torn one count. Little-endian: u32 length of the body · 4 bytes of its SHA-256 · body. The first body begins with the header.
/// </summary>
internal static class OpenChunkFile
{
    public const string Suffix = ".open";
    private const int RecordHeadBytes = 8;
    private const int ChecksumBytes = 4;
    private const int RecordBytesMax = 4 * 1024 * 1024;
    private const int PacketsMax = 15 * 400; // 15 s of 2.5 ms
    private const byte VersionNow = 1;

    public static string NameOf(int serial) => $"{serial:D8}{Suffix}";

    /// <param name="header">With the first record only.</param>
    /// <param name="bytes">Of the packets from <paramref name="fromPacket"/> on.</param>
    public static byte[] Record(OpenChunkHeader? header, List<ushort> lengths, int fromPacket, ReadOnlySpan<byte> bytes)
    {
        var writer = header is null ? [] : Encoding.UTF8.GetBytes(header.Writer);
        var record = new byte[RecordHeadBytes + (header is null ? 1 : 18 + writer.Length) + 2 * (lengths.Count - fromPacket) + bytes.Length];
        var body = record.AsSpan(RecordHeadBytes);
        body[0] = header is null ? (byte)0 : VersionNow;
        var at = 1;
        if (header is not null)
        {
            body[1] = (byte)writer.Length;
            BinaryPrimitives.WriteInt64LittleEndian(body[2..], header.StartSamples);
            BinaryPrimitives.WriteInt64LittleEndian(body[10..], header.SourceSamples);
            writer.CopyTo(body[18..]);
            at = 18 + writer.Length;
        }
        for (var packet = fromPacket; packet < lengths.Count; packet++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(body[at..], lengths[packet]);
            bytes[..lengths[packet]].CopyTo(body[(at + 2)..]);
            bytes = bytes[lengths[packet]..];
            at += 2 + lengths[packet];
        }
        BinaryPrimitives.WriteInt32LittleEndian(record, body.Length);
        SHA256.HashData(body).AsSpan(0, ChecksumBytes).CopyTo(record.AsSpan(4));
        return record;
    }

    /// <returns>The chunk as far as it was written; null when not even its first record was.</returns>
    public static (OpenChunkHeader Header, OpenChunk Chunk)? Read(ReadOnlySpan<byte> file)
    {
        (OpenChunkHeader Header, OpenChunk Chunk)? read = null;
        while (file.Length > RecordHeadBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file);
            if (length is < 1 or > RecordBytesMax || length > file.Length - RecordHeadBytes) break;
            var body = file.Slice(RecordHeadBytes, length);
            if (!SHA256.HashData(body).AsSpan(0, ChecksumBytes).SequenceEqual(file.Slice(4, ChecksumBytes))) break;
            file = file[(RecordHeadBytes + length)..];
            if (read is null)
            {
                if (body[0] != VersionNow || body.Length < 18 || body.Length < 18 + body[1]) return null;
                var header = new OpenChunkHeader(
                    Encoding.UTF8.GetString(body.Slice(18, body[1])), BinaryPrimitives.ReadInt64LittleEndian(body[2..]), BinaryPrimitives.ReadInt64LittleEndian(body[10..]));
                read = (header, new OpenChunk(0, 0, header.StartSamples, header.SourceSamples));
                body = body[(18 + body[1])..];
            }
            else if (body[0] == 0) body = body[1..];
            else break;
            if (!Packets(body, read.Value.Chunk)) break;
        }
        return read is { Chunk.Packets: > 0 } ? read : null;
    }

    private static bool Packets(ReadOnlySpan<byte> body, OpenChunk chunk)
    {
        while (body.Length >= 2 && chunk.Packets < PacketsMax)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(body);
            if (length == 0 || length > body.Length - 2) return false;
            var packet = body.Slice(2, length);
            if (Media.Opus.OpusPacket.Measure(packet, out _) is not null) return false;
            chunk.Add(packet, OpusPacket.DurationSamples(packet));
            body = body[(2 + length)..];
        }
        return body.IsEmpty;
    }
}
