namespace Chronote.Media;

/// <summary>Every bound of this project, with its unit in its name and the reason for its value.</summary>
public static class MediaLimits
{
    /// <summary>The rate of every timeline, granule position and Opus duration in Chronote.</summary>
    public const int TimelineHz = 48_000;

    /// <summary>RFC 3533 section 6: one lacing value is one byte of a table whose length is one byte.</summary>
    public const int OggLacingValuesMax = 255;

    /// <summary>RFC 3533 section 6: 27 bytes of header, 255 lacing values, 255 segments of 255 bytes.</summary>
    public const int OggPageBytesMax = 27 + 255 + 255 * 255;

    /// <summary>RFC 6716 section 3.4, requirement 2: no frame is longer.</summary>
    public const int OpusFrameBytesMax = 1275;

    /// <summary>RFC 6716 section 3.4, requirement 5: no packet holds more than 120 ms.</summary>
    public const int OpusPacketSamplesMax = 5_760;

    /// <summary>RFC 7845 section 6: a reader may refuse larger packets of one stream. A packet of this size fits one Ogg page.</summary>
    public const int OpusPacketBytesMax = 61_440;

    /// <summary>The shortest duration Opus has (2.5 ms), so the step in which audio can be placed without decoding it.</summary>
    public const int PlacementStepSamples = 120;

    /// <summary>The longest timeline: 31 days. Its pages are numbered with far fewer than 32 bits.</summary>
    public const long TimelineSamplesMax = 31L * 24 * 3_600 * TimelineHz;

    /// <summary>Duration a chunk may have when the caller does not say: one hour.</summary>
    public const long ChunkSamplesMax = 3_600L * TimelineHz;

    /// <summary>Packets a chunk may have when the caller does not say: one hour of 20 ms packets.</summary>
    public const int ChunkPacketsMax = 3_600 * 50;

    /// <summary>
    /// Values (samples × channels) of a PCM file that is decoded in one piece, when the caller does not say: five minutes of 48 kHz stereo,
    /// 115 MB.
    /// </summary>
    public const long PcmValuesMax = 300L * TimelineHz * 2;

    /// <summary>Channels a PCM source may have. More than two are mixed down to one before encoding.</summary>
    public const int PcmChannelsMax = 8;

    /// <summary>The slowest sample rate a PCM source may have.</summary>
    public const int PcmRateHzMin = 4_000;

    /// <summary>The fastest sample rate a PCM source may have.</summary>
    public const int PcmRateHzMax = 384_000;
}
