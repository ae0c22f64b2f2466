using System.Buffers.Binary;
using Chronote.Media.Ogg;

namespace Chronote.Media.Tests.Ogg;

/// <summary>A page that can be put together wrongly on purpose; its checksum is right unless the test breaks it afterwards.</summary>
internal sealed record RawPage(byte Flags, long Granule, uint Sequence, byte[] Lacing, byte[] Body, uint Serial = 1)
{
    public static RawPage Of(byte flags, long granule, uint sequence, params byte[][] packets)
    {
        var lacing = packets.SelectMany(packet => Enumerable.Repeat((byte)255, packet.Length / 255).Append((byte)(packet.Length % 255)));
        return new(flags, granule, sequence, [.. lacing], [.. packets.SelectMany(packet => packet)]);
    }

    public byte[] ToBytes()
    {
        var page = new byte[27 + Lacing.Length + Body.Length];
        "OggS"u8.CopyTo(page);
        page[5] = Flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), Granule);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(14), Serial);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(18), Sequence);
        page[26] = (byte)Lacing.Length;
        Lacing.CopyTo(page, 27);
        Body.CopyTo(page, 27 + Lacing.Length);
        FixCrc(page);
        return page;
    }

    public static void FixCrc(Span<byte> page)
    {
        page.Slice(22, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(page[22..], SlowCrc(page));
    }

    /// <summary>The definition of RFC 3533, bit by bit.</summary>
    public static uint SlowCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0u;
        foreach (var value in bytes)
        {
            crc ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000_0000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
        }

        return crc;
    }
}

/// <summary>Streams made page by page, and views of them.</summary>
internal static class OggPages
{
    public static readonly byte[] Head = [.. "OpusHead"u8, 1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];
    public static readonly byte[] Tags = [.. "OpusTags"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Stream(params RawPage[] audio) => StreamWithHead(Head, audio);

    public static byte[] StreamWithHead(byte[] head, params RawPage[] audio) =>
        Join([RawPage.Of(2, 0, 0, head), RawPage.Of(0, 0, 1, Tags), .. audio]);

    public static byte[] Join(params RawPage[] pages) => [.. pages.SelectMany(page => page.ToBytes())];

    /// <summary>Where each page of a stream begins.</summary>
    public static List<Range> Ranges(byte[] ogg)
    {
        var ranges = new List<Range>();
        for (var offset = 0; offset < ogg.Length;)
        {
            OggPage.Read(ogg.AsSpan(offset), offset, checkCrc: true, out var page).ShouldBeNull();
            ranges.Add(offset..(offset + page.TotalBytes));
            offset += page.TotalBytes;
        }

        return ranges;
    }
}
