namespace Chronote.Media;

/// <summary>Why bytes were not accepted as audio: a value, because bad input is expected and never an exception.</summary>
/// <param name="Code">One of <see cref="FaultCode"/>: stable, for programs.</param>
/// <param name="Message">One sentence that names what is wrong, for people.</param>
/// <param name="ByteOffset">Where in the input the wrong thing begins, counted from 0.</param>
public sealed record MediaFault(string Code, string Message, long ByteOffset);

/// <summary>The stable codes of <see cref="MediaFault"/>. A code is never renamed once released.</summary>
public static class FaultCode
{
    /// <summary>There is no audio in it at all.</summary>
    public const string Empty = "empty";

    /// <summary>The input stops in the middle of something, or without its end mark.</summary>
    public const string Truncated = "truncated";

    /// <summary>A checksum inside the format disagrees with the bytes.</summary>
    public const string BadCrc = "bad_crc";

    /// <summary>No Ogg page stands where one must begin.</summary>
    public const string NotOgg = "not_ogg";

    /// <summary>A well-formed Ogg stream, but not of Opus.</summary>
    public const string NotOpus = "not_opus";

    /// <summary>An Ogg page contradicts the pages before it: continuation, serial or sequence number.</summary>
    public const string BadPage = "bad_page";

    /// <summary>A granule position disagrees with the durations of the packets.</summary>
    public const string BadGranule = "bad_granule";

    /// <summary>A packet breaks the framing rules of its codec.</summary>
    public const string BadPacket = "bad_packet";

    /// <summary>A header field has an impossible value or contradicts another one.</summary>
    public const string BadHeader = "bad_header";

    /// <summary>More than one logical stream, one after the other.</summary>
    public const string Chained = "chained";

    /// <summary>More than one logical stream at the same time.</summary>
    public const string Multiplexed = "multiplexed";

    /// <summary>Longer than the caller allows.</summary>
    public const string TooLong = "too_long";

    /// <summary>More packets than the caller allows.</summary>
    public const string TooManyPackets = "too_many_packets";

    /// <summary>A number of channels, or an order of them, that is not recorded here.</summary>
    public const string UnsupportedChannels = "unsupported_channels";

    /// <summary>A valid file that uses a variant which is not read here.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>Not a RIFF/WAVE file.</summary>
    public const string NotWav = "not_wav";

    /// <summary>Not a native FLAC file.</summary>
    public const string NotFlac = "not_flac";
}
