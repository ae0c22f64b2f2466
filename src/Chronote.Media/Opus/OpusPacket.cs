namespace Chronote.Media.Opus;

/// <summary>What the first bytes of an Opus packet say (RFC 6716 section 3), without decoding it.</summary>
public static class OpusPacket
{
    private const int FrameCountMask = 0x3F;
    private const byte PaddingFlag = 0x40;
    private const byte VariableRateFlag = 0x80;

    /// <summary>
    /// The duration of one frame, 120 to 2,880 samples at 48 kHz, by the configuration number in the TOC byte (section 3.1, table 2).
    /// </summary>
    public static int FrameSamples(byte toc)
    {
        var configuration = toc >> 3;
        return configuration switch
        {
            < 12 => (configuration & 3) switch { 0 => 480, 1 => 960, 2 => 1_920, _ => 2_880 }, // SILK: 10, 20, 40, 60 ms
            < 16 => (configuration & 1) == 0 ? 480 : 960,                                      // hybrid: 10, 20 ms
            _ => 120 << (configuration & 3),                                                   // CELT: 2.5, 5, 10, 20 ms
        };
    }

    /// <summary>Whether the packet is coded in two channels; any decoder plays both kinds (section 3.1, bit s).</summary>
    public static bool IsStereo(byte toc) => (toc & 4) != 0;

    /// <summary>
    /// The duration of a packet in samples at 48 kHz, trusting that it is well formed; 0 for a packet without bytes or frames.
    /// </summary>
    public static int DurationSamples(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
            return 0;
        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            3 => packet.Length < 2 ? 0 : packet[1] & FrameCountMask,
            _ => 2,
        };
        return frames * FrameSamples(packet[0]);
    }

    /// <summary>Checks a packet against the seven requirements of RFC 6716 section 3.4 and tells its duration.</summary>
    /// <param name="packet">One packet.</param>
    /// <param name="durationSamples">120 to 5,760 samples at 48 kHz; 0 when the packet is malformed.</param>
    /// <returns>Null, or a sentence that names the requirement the packet breaks.</returns>
    public static string? Measure(ReadOnlySpan<byte> packet, out int durationSamples)
    {
        durationSamples = 0;
        if (packet.IsEmpty)
            return "An Opus packet has at least one byte (R1).";
        if (packet.Length > MediaLimits.OpusPacketBytesMax)
            return $"An Opus packet of {packet.Length} bytes exceeds {MediaLimits.OpusPacketBytesMax}.";

        var problem = (packet[0] & 3) switch
        {
            0 => CheckFrame(packet.Length - 1),
            1 => CheckTwoEqualFrames(packet[1..]),
            2 => CheckTwoFrames(packet[1..]),
            _ => CheckManyFrames(packet),
        };
        if (problem is null)
            durationSamples = DurationSamples(packet);
        return problem;
    }

    private static string? CheckFrame(int frameBytes) =>
        frameBytes <= MediaLimits.OpusFrameBytesMax
            ? null
            : $"An Opus frame of {frameBytes} bytes exceeds {MediaLimits.OpusFrameBytesMax} (R2).";

    private static string? CheckTwoEqualFrames(ReadOnlySpan<byte> frames) =>
        frames.Length % 2 != 0 ? "Two equal Opus frames (code 1) cannot share an odd number of bytes (R3)." : CheckFrame(frames.Length / 2);

    private static string? CheckTwoFrames(ReadOnlySpan<byte> afterToc)
    {
        if (!ReadFrameBytes(ref afterToc, out var firstBytes) || firstBytes > afterToc.Length)
            return "The first of two Opus frames (code 2) is longer than its packet (R4).";
        return CheckFrame(afterToc.Length - firstBytes);
    }

    private static string? CheckManyFrames(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 2)
            return "An Opus packet of code 3 has at least two bytes (R6, R7).";
        var frames = packet[1] & FrameCountMask;
        if (frames == 0)
            return "An Opus packet of code 3 holds no frame (R5).";
        if (frames * FrameSamples(packet[0]) > MediaLimits.OpusPacketSamplesMax)
            return "An Opus packet holds more than 120 ms (R5).";

        var rest = packet[2..];
        if ((packet[1] & PaddingFlag) != 0 && !DropPadding(ref rest))
            return "The padding of an Opus packet is longer than the packet (R6, R7).";
        if ((packet[1] & VariableRateFlag) == 0)
            return rest.Length % frames != 0
                ? $"{frames} equal Opus frames cannot share {rest.Length} bytes (R6)."
                : CheckFrame(rest.Length / frames);

        var framesBytes = 0;
        for (var frame = 0; frame < frames - 1; frame++)
        {
            if (!ReadFrameBytes(ref rest, out var frameBytes))
                return "The frame lengths of an Opus packet are cut off (R7).";
            framesBytes += frameBytes;
        }

        return framesBytes > rest.Length
            ? "The frames of an Opus packet are longer than the packet (R7)."
            : CheckFrame(rest.Length - framesBytes);
    }

    // Section 3.2.1: up to 251 in one byte, else first + 4 * second.
    private static bool ReadFrameBytes(ref ReadOnlySpan<byte> bytes, out int frameBytes)
    {
        frameBytes = 0;
        if (bytes.IsEmpty)
            return false;
        frameBytes = bytes[0];
        var used = 1;
        if (frameBytes >= 252)
        {
            if (bytes.Length < 2)
                return false;
            frameBytes += 4 * bytes[1];
            used = 2;
        }

        bytes = bytes[used..];
        return true;
    }

    // Section 3.2.5: 255 stands for 254 bytes of padding and says that another length byte follows.
    private static bool DropPadding(ref ReadOnlySpan<byte> rest)
    {
        var paddingBytes = 0;
        byte length;
        do
        {
            if (rest.IsEmpty)
                return false;
            length = rest[0];
            paddingBytes += length == 255 ? 254 : length;
            rest = rest[1..];
        }
        while (length == 255);

        if (paddingBytes > rest.Length)
            return false;
        rest = rest[..^paddingBytes];
        return true;
    }
}
