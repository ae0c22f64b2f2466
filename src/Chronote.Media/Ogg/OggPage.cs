using System.Buffers.Binary;

namespace Chronote.Media.Ogg;

/// <summary>One page of an Ogg stream, as a view of the bytes it was read from (RFC 3533 section 6).</summary>
public readonly ref struct OggPage
{
    /// <summary>Bytes before the lacing values.</summary>
    public const int HeaderBytes = 27;

    /// <summary>The granule position of a page on which no packet ends.</summary>
    public const long NoPacketEnds = -1;

    internal const int CrcOffset = 22;
    internal const byte ContinuedFlag = 1;
    internal const byte BeginsStreamFlag = 2;
    internal const byte EndsStreamFlag = 4;

    private readonly byte flags;

    private OggPage(ReadOnlySpan<byte> bytes, int lacingValues)
    {
        flags = bytes[5];
        GranulePosition = BinaryPrimitives.ReadInt64LittleEndian(bytes[6..]);
        Serial = BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]);
        Sequence = BinaryPrimitives.ReadUInt32LittleEndian(bytes[18..]);
        Lacing = bytes.Slice(HeaderBytes, lacingValues);
        Body = bytes[(HeaderBytes + lacingValues)..];
        TotalBytes = bytes.Length;
    }

    internal static ReadOnlySpan<byte> Capture => "OggS"u8;

    /// <summary>The first packet of the page began on the page before.</summary>
    public bool IsContinued => (flags & ContinuedFlag) != 0;

    public bool BeginsStream => (flags & BeginsStreamFlag) != 0;

    public bool EndsStream => (flags & EndsStreamFlag) != 0;

    /// <summary>For Opus: samples at 48 kHz up to the end of the last packet that ends here (RFC 7845 section 4).</summary>
    public long GranulePosition { get; }

    public uint Serial { get; }

    public uint Sequence { get; }

    /// <summary>Segment lengths; a packet ends with the first one below 255.</summary>
    public ReadOnlySpan<byte> Lacing { get; }

    public ReadOnlySpan<byte> Body { get; }

    public int TotalBytes { get; }

    /// <summary>Reads the page at the start of <paramref name="source"/>.</summary>
    /// <param name="source">The page and whatever follows it.</param>
    /// <param name="sourceOffset">Where <paramref name="source"/> begins in the whole input, for the fault.</param>
    /// <param name="checkCrc">False only for bytes that were checked before, such as stored chunks.</param>
    /// <param name="page">The page; default when there is a fault.</param>
    /// <returns>Null, or <c>not_ogg</c>, <c>truncated</c>, <c>unsupported</c>, <c>bad_crc</c>.</returns>
    public static MediaFault? Read(ReadOnlySpan<byte> source, long sourceOffset, bool checkCrc, out OggPage page)
    {
        page = default;
        var capture = source[..Math.Min(source.Length, Capture.Length)];
        if (!Capture.StartsWith(capture))
            return new(FaultCode.NotOgg, "An Ogg page must begin with 'OggS' here.", sourceOffset);
        if (source.Length < HeaderBytes)
            return new(FaultCode.Truncated, $"An Ogg page header has {HeaderBytes} bytes, only {source.Length} are left.", sourceOffset);
        if (source[4] != 0)
            return new(FaultCode.Unsupported, $"Ogg version {source[4]} is unknown; only version 0 exists.", sourceOffset + 4);

        var lacingValues = source[HeaderBytes - 1];
        var totalBytes = HeaderBytes + lacingValues;
        if (source.Length < totalBytes)
            return new(FaultCode.Truncated, "The input ends inside the lacing values of an Ogg page.", sourceOffset);
        foreach (var lacing in source.Slice(HeaderBytes, lacingValues))
            totalBytes += lacing;
        if (source.Length < totalBytes)
            return new(FaultCode.Truncated, $"An Ogg page of {totalBytes} bytes begins here, only {source.Length} are left.", sourceOffset);

        var bytes = source[..totalBytes];
        if (checkCrc && BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]) != OggCrc.OfPage(bytes))
            return new(FaultCode.BadCrc, "The checksum of an Ogg page does not match its bytes.", sourceOffset);
        page = new(bytes, lacingValues);
        return null;
    }
}
