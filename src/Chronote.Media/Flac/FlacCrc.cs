namespace Chronote.Media.Flac;

/// <summary>The two checksums of a FLAC frame (RFC 9639 sections 9.1.8 and 9.3): not reflected, start 0.</summary>
internal static class FlacCrc
{
    private static readonly ushort[] HeaderTable = BuildTable(0x0700);
    private static readonly ushort[] FrameTable = BuildTable(0x8005);

    /// <summary>CRC-8 with generator 0x07 over a frame header.</summary>
    public static byte OfHeader(ReadOnlySpan<byte> bytes) => (byte)(Of(HeaderTable, bytes) >> 8);

    /// <summary>CRC-16 with generator 0x8005 over a whole frame.</summary>
    public static ushort OfFrame(ReadOnlySpan<byte> bytes) => Of(FrameTable, bytes);

    // An 8-bit checksum is the upper half of a 16-bit one whose generator has eight zeros appended.
    private static ushort Of(ushort[] table, ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
            crc = (ushort)((crc << 8) ^ table[(crc >> 8) ^ value]);
        return crc;
    }

    private static ushort[] BuildTable(ushort generator)
    {
        var table = new ushort[256];
        for (var value = 0; value < table.Length; value++)
        {
            var crc = (ushort)(value << 8);
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ generator : crc << 1);
            table[value] = crc;
        }

        return table;
    }
}
