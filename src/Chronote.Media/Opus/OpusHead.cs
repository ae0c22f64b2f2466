using System.Buffers.Binary;

namespace Chronote.Media.Opus;

/// <summary>The identification header of Opus in Ogg (RFC 7845 section 5.1), mapping family 0 only.</summary>
/// <param name="Channels">1 or 2.</param>
/// <param name="PreSkipSamples">Samples at 48 kHz to drop from the decoder's start, 0 to 65,535.</param>
/// <param name="InputRateHz">The rate the encoder was fed with; information only, 0 if unknown.</param>
public readonly record struct OpusHead(int Channels, int PreSkipSamples, int InputRateHz)
{
    /// <summary>Bytes of a header of mapping family 0.</summary>
    public const int Bytes = 19;

    public static ReadOnlySpan<byte> Magic => "OpusHead"u8;

    /// <summary>
    /// Reads the header; the fault's codes are <c>not_opus</c>, <c>bad_header</c>, <c>unsupported</c>, <c>unsupported_channels</c>.
    /// </summary>
    public static MediaFault? Read(ReadOnlySpan<byte> packet, long offset, out OpusHead head)
    {
        head = default;
        if (!packet.StartsWith(Magic))
            return new(FaultCode.NotOpus, "The stream does not begin with 'OpusHead'; it is not Opus.", offset);
        if (packet.Length < Bytes)
            return new(FaultCode.BadHeader, $"OpusHead has {packet.Length} bytes, at least {Bytes} are needed.", offset);
        // Section 5.1, field 2: versions with the same upper four bits stay compatible.
        if ((packet[8] & 0xF0) != 0)
            return new(FaultCode.Unsupported, $"OpusHead version {packet[8]} is not compatible with version 1.", offset + 8);

        var channels = packet[9];
        var mappingFamily = packet[18];
        if (mappingFamily != 0)
            return new(
                FaultCode.UnsupportedChannels,
                $"Channel mapping family {mappingFamily} is not recorded; only family 0 (mono, stereo) is.",
                offset + 18);
        if (channels is not (1 or 2))
            return new(
                FaultCode.UnsupportedChannels, $"{channels} channels are not possible in mapping family 0; only 1 or 2 are.", offset + 9);

        // Field 6: a gain would have to be applied by every player. Packets of many chunks share one header here, so it cannot be kept.
        var outputGain = BinaryPrimitives.ReadInt16LittleEndian(packet[16..]);
        if (outputGain != 0)
            return new(
                FaultCode.Unsupported,
                $"The output gain of {outputGain / 256.0:0.##} dB in OpusHead is not supported; it must be 0.",
                offset + 16);

        var inputRateHz = BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]);
        head = new(channels, BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]), (int)Math.Min(inputRateHz, int.MaxValue));
        return null;
    }

    /// <summary>Writes the 19 bytes of the header.</summary>
    public void Write(Span<byte> target)
    {
        Magic.CopyTo(target);
        target[8] = 1;
        target[9] = (byte)Channels;
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], (ushort)PreSkipSamples);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], InputRateHz);
        BinaryPrimitives.WriteInt16LittleEndian(target[16..], 0);
        target[18] = 0;
    }
}
