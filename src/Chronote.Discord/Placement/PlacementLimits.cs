namespace Chronote.Discord.Placement;

/// <summary>The named limits of placing packets. All lengths are 48 kHz samples.</summary>
public static class PlacementLimits
{
    public const int SamplesPerMillisecond = 48;

    /// <summary>How long a packet waits for one that was overtaken, and a first packet for others that tell whether it was late: 200 ms.</summary>
    public const int HoldSamples = 200 * SamplesPerMillisecond;

    /// <summary>Packets held per speaker. A burst after a stall of 3 s is 150 packets of 20 ms.</summary>
    public const int HeldPacketsMax = 192;

    /// <summary>Bytes of packets held per speaker.</summary>
    public const int HeldBytesMax = 40 * 1024;

    /// <summary>Streams a speaker may begin at once; each is a new anchor.</summary>
    public const int StreamsMax = 20;

    /// <summary>And then one every 2 s: a rejoin takes longer.</summary>
    public const int StreamEverySamples = 2_000 * SamplesPerMillisecond;

    /// <summary>A jump of the sequence number beyond this (a minute of packets) is a new start, not loss (RFC 3550, appendix A.1: MAX_DROPOUT).</summary>
    public const int SequenceJumpMax = 3000;

    /// <summary>How far RTP time and arrival may part over a pause before the arrival counts: 15 ms, while nothing is known of the sender.</summary>
    public const int JitterBoundSamples = 15 * SamplesPerMillisecond;

    /// <summary>The same for a sender that was seen to let its RTP clock run on in pauses: 500 ms, so that a slow network at a first word moves nothing.</summary>
    public const int JitterBoundOfRunningClockSamples = 500 * SamplesPerMillisecond;

    /// <summary>Pauses with a running clock after which a sender is believed to let it run on always.</summary>
    public const int PausesToTrustClock = 3;

    /// <summary>Packets this much later than the one before them may follow a pause in which the sender's clock stood still: 200 ms.</summary>
    public const int ArrivalGapSamples = 200 * SamplesPerMillisecond;

    /// <summary>Skew that is corrected in silence or at a loss: 10 ms.</summary>
    public const int SkewInSilenceSamples = 10 * SamplesPerMillisecond;

    /// <summary>Skew of a slow sender that is corrected by room between any two packets, when silence never comes: 20 ms.</summary>
    public const int SkewAnywhereSamples = 20 * SamplesPerMillisecond;

    /// <summary>Places further than this past the arrival are nobody's real time: such packets are refused and counted. 10 s.</summary>
    public const int AheadMaxSamples = 10_000 * SamplesPerMillisecond;
}
