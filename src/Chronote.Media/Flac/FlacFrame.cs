using System.Buffers.Binary;
using System.Numerics;

namespace Chronote.Media.Flac;

/// <summary>Decodes FLAC frames one by one (RFC 9639 section 9), with one block of memory for all of them.</summary>
public sealed class FlacFrame(FlacHeader header)
{
    private const int LeftSide = 8;
    private const int SideRight = 9;
    private const int MidSide = 10;
    private readonly int[][] channels = [.. Enumerable.Range(0, header.Channels).Select(_ => new int[header.BlockSamplesMax])];

    /// <summary>Samples per channel of the frame read last.</summary>
    public int Samples { get; private set; }

    /// <summary>The samples of one channel, signed integers of the file's bits.</summary>
    public ReadOnlySpan<int> Channel(int index) => channels[index].AsSpan(0, Samples);

    /// <summary>Decodes the frame at the start of <paramref name="source"/>.</summary>
    /// <param name="source">A frame and whatever follows.</param>
    /// <param name="sourceOffset">Where <paramref name="source"/> begins in the file, for the fault.</param>
    /// <param name="bytes">Bytes of the frame.</param>
    /// <returns>Null, or <c>truncated</c> (more bytes are needed, or the file is cut), <c>bad_crc</c>, <c>bad_packet</c>,
    /// <c>unsupported</c>.</returns>
    public MediaFault? Read(ReadOnlySpan<byte> source, long sourceOffset, out int bytes)
    {
        bytes = 0;
        Samples = 0;
        var bits = new FlacBits(source);
        var problem = ReadHeader(ref bits, source, out var blockSamples, out var assignment);
        for (var channel = 0; channel < channels.Length && problem is null; channel++)
        {
            // Section 4.2: the difference of two channels needs one bit more.
            var isSide = assignment == SideRight ? channel == 0 : assignment is LeftSide or MidSide && channel == 1;
            problem = FlacSubframe.Read(ref bits, channels[channel].AsSpan(0, blockSamples), header.BitsPerSample + (isSide ? 1 : 0));
        }

        if (bits.Overrun)
            return new(FaultCode.Truncated, "The input ends inside a FLAC frame.", sourceOffset);
        if (problem is not null)
            return new(FaultCode.BadPacket, problem, sourceOffset);

        bits.AlignToByte();
        var frameBytes = bits.PositionBytes;
        if (frameBytes + 2 > source.Length)
            return new(FaultCode.Truncated, "The input ends before the checksum of a FLAC frame.", sourceOffset);
        if (BinaryPrimitives.ReadUInt16BigEndian(source[frameBytes..]) != FlacCrc.OfFrame(source[..frameBytes]))
            return new(FaultCode.BadCrc, "The checksum of a FLAC frame does not match its bytes.", sourceOffset);

        Samples = blockSamples;
        bytes = frameBytes + 2;
        Decorrelate(assignment);
        return null;
    }

    // Section 9.1.
    private string? ReadHeader(ref FlacBits bits, ReadOnlySpan<byte> source, out int blockSamples, out int assignment)
    {
        blockSamples = 0;
        assignment = 0;
        if (bits.Read(15) != 0b111_1111_1111_1100 && !bits.Overrun)
            return "No FLAC frame begins here.";
        bits.Read(1);
        var blockCode = bits.Read(4);
        var rateCode = bits.Read(4);
        assignment = (int)bits.Read(4);
        var depthCode = bits.Read(3);
        var reserved = bits.Read(1);
        if (!PassCodedNumber(ref bits))
            return "The number of a FLAC frame is malformed.";

        blockSamples = blockCode switch
        {
            0 => 0,
            1 => 192,
            <= 5 => 144 << (int)blockCode,
            6 => (int)bits.Read(8) + 1,
            7 => (int)bits.Read(16) + 1,
            _ => 1 << (int)blockCode,
        };
        var rateHz = rateCode switch
        {
            0 => (uint)header.RateHz,
            1 => 88_200u,
            2 => 176_400u,
            3 => 192_000u,
            4 => 8_000u,
            5 => 16_000u,
            6 => 22_050u,
            7 => 24_000u,
            8 => 32_000u,
            9 => 44_100u,
            10 => 48_000u,
            11 => 96_000u,
            12 => bits.Read(8) * 1_000,
            13 => bits.Read(16),
            14 => bits.Read(16) * 10,
            _ => 0u,
        };
        var depth = depthCode switch { 0 => header.BitsPerSample, 1 => 8, 2 => 12, 4 => 16, 5 => 20, 6 => 24, 7 => 32, _ => 0 };
        var checkedBytes = bits.PositionBytes;
        var crc = bits.Read(8);
        if (bits.Overrun)
            return null;

        if (crc != FlacCrc.OfHeader(source[..checkedBytes]))
            return "The checksum of a FLAC frame header does not match its bytes.";
        if (reserved != 0 || assignment > MidSide || blockSamples == 0)
            return "A FLAC frame header uses a reserved value.";
        if (blockSamples > header.BlockSamplesMax)
            return $"A FLAC frame of {blockSamples} samples exceeds the {header.BlockSamplesMax} that the file announces.";
        var frameChannels = assignment < LeftSide ? assignment + 1 : 2;
        return rateHz == header.RateHz && depth == header.BitsPerSample && frameChannels == header.Channels
            ? null
            : "A FLAC frame has another rate, depth or number of channels than the file announces.";
    }

    // Section 9.1.5: a number of up to 36 bits in the manner of UTF-8; where the frame stands is known here without it.
    private static bool PassCodedNumber(ref FlacBits bits)
    {
        var first = (byte)bits.Read(8);
        var ones = BitOperations.LeadingZeroCount(~((uint)first << 24));
        if (ones is 1 or 8)
            return false;
        for (var index = 1; index < ones; index++)
        {
            if (bits.Read(2) != 0b10 && !bits.Overrun)
                return false;
            bits.Read(6);
        }

        return true;
    }

    // Section 4.2.
    private void Decorrelate(int assignment)
    {
        if (assignment < LeftSide)
            return;
        var first = channels[0].AsSpan(0, Samples);
        var second = channels[1].AsSpan(0, Samples);
        for (var index = 0; index < Samples; index++)
        {
            switch (assignment)
            {
                case LeftSide:
                    second[index] = first[index] - second[index];
                    break;
                case SideRight:
                    first[index] += second[index];
                    break;
                default:
                    var side = second[index];
                    var sum = 2 * first[index] + (side & 1);
                    first[index] = (sum + side) >> 1;
                    second[index] = (sum - side) >> 1;
                    break;
            }
        }
    }
}
