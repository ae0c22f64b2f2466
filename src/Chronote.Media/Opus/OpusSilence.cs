namespace Chronote.Media.Opus;

/// <summary>
/// Packets of digital silence: a CELT full-band frame whose silence flag is set and nothing else (RFC 6716 sections 3.1, 4.3).
/// </summary>
/// <remarks>
/// FF FE is the shortest range-coder output that decodes the flag as set; it is what Discord's clients send after speech.
/// </remarks>
public static class OpusSilence
{
    /// <summary>The longest silence packet: 20 ms.</summary>
    public const int LongestSamples = 960;

    private static ReadOnlySpan<byte> MonoPackets => [0xE0, 0xFF, 0xFE, 0xE8, 0xFF, 0xFE, 0xF0, 0xFF, 0xFE, 0xF8, 0xFF, 0xFE];

    private static ReadOnlySpan<byte> StereoPackets => [0xE4, 0xFF, 0xFE, 0xEC, 0xFF, 0xFE, 0xF4, 0xFF, 0xFE, 0xFC, 0xFF, 0xFE];

    /// <summary>The duration of the longest silence packet that is not longer than <paramref name="samples"/>.</summary>
    /// <param name="samples">A multiple of 120, at least 120.</param>
    /// <returns>960, 480, 240 or 120 samples at 48 kHz.</returns>
    public static int LongestWithin(long samples) => samples switch
    {
        >= 960 => 960,
        >= 480 => 480,
        >= 240 => 240,
        _ => 120,
    };

    /// <summary>The silence packet of a duration.</summary>
    /// <param name="durationSamples">960, 480, 240 or 120.</param>
    /// <param name="channels">1 or 2.</param>
    public static ReadOnlySpan<byte> Packet(int durationSamples, int channels)
    {
        var index = durationSamples switch { 120 => 0, 240 => 1, 480 => 2, _ => 3 };
        return (channels == 1 ? MonoPackets : StereoPackets).Slice(3 * index, 3);
    }
}
