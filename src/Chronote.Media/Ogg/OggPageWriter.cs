using System.Buffers;
using System.Buffers.Binary;

namespace Chronote.Media.Ogg;

/// <summary>
/// Builds one page after the other in one buffer (RFC 3533 section 6). A packet never spans pages: the largest Opus packet fits one.
/// </summary>
internal sealed class OggPageWriter(uint serial, IBufferWriter<byte> output)
{
    private const int BodyOffset = OggPage.HeaderBytes + MediaLimits.OggLacingValuesMax;
    private readonly byte[] page = new byte[MediaLimits.OggPageBytesMax];
    private readonly byte[] lacing = new byte[MediaLimits.OggLacingValuesMax];
    private int lacingValues;
    private int bodyBytes;

    /// <summary>Whether nothing was added since the last page.</summary>
    public bool IsEmpty => lacingValues == 0;

    public static int LacingValuesOf(int packetBytes) => packetBytes / byte.MaxValue + 1;

    public bool Fits(int packetBytes) => lacingValues + LacingValuesOf(packetBytes) <= MediaLimits.OggLacingValuesMax;

    /// <summary>Adds a packet that <see cref="Fits"/>.</summary>
    public void Add(ReadOnlySpan<byte> packet)
    {
        var whole = packet.Length / byte.MaxValue;
        for (var index = 0; index < whole; index++)
            lacing[lacingValues++] = byte.MaxValue;
        lacing[lacingValues++] = (byte)(packet.Length - whole * byte.MaxValue);
        packet.CopyTo(page.AsSpan(BodyOffset + bodyBytes));
        bodyBytes += packet.Length;
    }

    /// <summary>Writes what was added as one page.</summary>
    public void Flush(long granulePosition, uint sequence, byte flags)
    {
        // The header goes directly before the body, so that the page leaves in one piece.
        var headerBytes = OggPage.HeaderBytes + lacingValues;
        var bytes = page.AsSpan(BodyOffset - headerBytes, headerBytes + bodyBytes);
        OggPage.Capture.CopyTo(bytes);
        bytes[4] = 0;
        bytes[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[6..], granulePosition);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[14..], serial);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[18..], sequence);
        bytes[26] = (byte)lacingValues;
        lacing.AsSpan(0, lacingValues).CopyTo(bytes[OggPage.HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[OggPage.CrcOffset..], OggCrc.OfPage(bytes));

        output.Write(bytes);
        lacingValues = 0;
        bodyBytes = 0;
    }
}
