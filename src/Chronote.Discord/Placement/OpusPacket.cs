namespace Chronote.Discord.Placement;

/// <summary>What the head of an Opus packet tells without decoding it (RFC 6716, section 3.1).</summary>
public static class OpusPacket
{
    /// <summary>The longest packet: 120 ms (RFC 6716, section 3.2.5, R5).</summary>
    public const int DurationSamplesMax = 5760;

    private static ReadOnlySpan<byte> SilenceFrame => [0xF8, 0xFF, 0xFE];

    /// <summary>Discord's frame of silence, <c>F8 FF FE</c>: a speaker who stops sends five.</summary>
    public static bool IsSilence(ReadOnlySpan<byte> packet) => packet.SequenceEqual(SilenceFrame);

    /// <returns>48 kHz samples, 120 to 5760; 0 for what is no Opus packet.</returns>
    public static int DurationSamples(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty) return 0;
        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => packet.Length > 1 ? packet[1] & 0x3F : 0,
        };
        var samples = frames * FrameSamples(packet[0]);
        return samples <= DurationSamplesMax ? samples : 0;
    }

    /// <summary>Table 2: SILK 10, 20, 40, 60 ms; hybrid 10, 20 ms; CELT 2.5, 5, 10, 20 ms.</summary>
    private static int FrameSamples(byte toc)
    {
        var configuration = toc >> 3;
        if (configuration >= 16) return 120 << (configuration & 3);
        if (configuration >= 12) return 480 << (configuration & 1);
        return (configuration & 3) == 3 ? 2880 : 480 << (configuration & 3);
    }
}
