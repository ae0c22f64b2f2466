using System.Buffers.Binary;

namespace Chronote.Media.Ogg;

/// <summary>
/// The checksum of an Ogg page (RFC 3533 section 6, field 7): generator 0x04C11DB7, not reflected, start 0, no final inversion.
/// </summary>
/// <remarks>
/// It is on the acknowledgement path and on every assembled byte: long pages are folded by <see cref="OggCrcFolding"/> where the processor
/// can, the rest goes eight bytes per step ("slicing by eight").
/// </remarks>
internal static class OggCrc
{
    internal const uint Generator = 0x04C11DB7;
    private const int TableEntries = 256;
    private static readonly uint[] Tables = BuildTables();

    /// <summary>The checksum of a whole page, with the page's own checksum field counted as zero.</summary>
    public static uint OfPage(ReadOnlySpan<byte> page)
    {
        var crc = Append(0, page[..OggPage.CrcOffset]);
        crc = Append(crc, [0, 0, 0, 0]);
        return Append(crc, page[(OggPage.CrcOffset + 4)..]);
    }

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= OggCrcFolding.BytesMin && OggCrcFolding.IsSupported)
        {
            Span<byte> folded = stackalloc byte[16];
            OggCrcFolding.Fold(crc, ref bytes, folded);
            crc = AppendByTable(0, folded);
        }

        return AppendByTable(crc, bytes);
    }

    private static uint AppendByTable(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = Tables;
        ReadOnlySpan<uint> t0 = tables[..256], t1 = tables[256..512], t2 = tables[512..768], t3 = tables[768..1024];
        ReadOnlySpan<uint> t4 = tables[1024..1280], t5 = tables[1280..1536], t6 = tables[1536..1792], t7 = tables[1792..2048];
        while (bytes.Length >= 8)
        {
            var high = BinaryPrimitives.ReadUInt32BigEndian(bytes) ^ crc;
            var low = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
            crc = t7[(int)(high >> 24)] ^ t6[(byte)(high >> 16)] ^ t5[(byte)(high >> 8)] ^ t4[(byte)high]
                ^ t3[(int)(low >> 24)] ^ t2[(byte)(low >> 16)] ^ t1[(byte)(low >> 8)] ^ t0[(byte)low];
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
            crc = (crc << 8) ^ t0[(byte)((crc >> 24) ^ value)];
        return crc;
    }

    // Table n holds, for each byte, what that byte contributes once n more zero bytes have followed it.
    private static uint[] BuildTables()
    {
        var tables = new uint[8 * TableEntries];
        for (var value = 0u; value < TableEntries; value++)
        {
            var crc = value << 24;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000_0000) != 0 ? (crc << 1) ^ Generator : crc << 1;
            tables[value] = crc;
        }

        for (var index = TableEntries; index < tables.Length; index++)
        {
            var previous = tables[index - TableEntries];
            tables[index] = (previous << 8) ^ tables[previous >> 24];
        }

        return tables;
    }
}
