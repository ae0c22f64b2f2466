namespace Chronote.Discord.Voice;

/// <summary>An Opus packet as its sender encoded it, with what places it in time. Nothing was decoded, filled in or left out.</summary>
/// <param name="User">Who spoke. Recordings are kept by user, never by <paramref name="Ssrc"/>, which changes with every rejoin.</param>
/// <param name="Sequence">RTP sequence number; wraps at 16 bits.</param>
/// <param name="RtpTimestamp">48 kHz samples on the sender's clock from a random start; wraps at 32 bits.</param>
/// <param name="Arrived">When the datagram arrived, by <see cref="TimeProvider.GetTimestamp"/>, also for a packet that was held for its sender's name or keys.</param>
/// <param name="Opus">Valid during the call only.</param>
public readonly ref struct VoicePacket(Snowflake user, uint ssrc, ushort sequence, uint rtpTimestamp, long arrived, ReadOnlySpan<byte> opus)
{
    public Snowflake User { get; } = user;
    public uint Ssrc { get; } = ssrc;
    public ushort Sequence { get; } = sequence;
    public uint RtpTimestamp { get; } = rtpTimestamp;
    public long Arrived { get; } = arrived;
    public ReadOnlySpan<byte> Opus { get; } = opus;
}
