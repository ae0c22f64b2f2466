namespace Chronote.Silo.Discord.Recording;

/// <summary>The named limits of recording a voice channel.</summary>
internal static class RecordingLimits
{
    /// <summary>
    /// How often what arrived is taken from the receive loop, placed, and appended to the open chunk's file. With what placing holds (200 ms) and a disk that
    /// answers in 200 ms it stays below the 0.5 s that a killed process may lose.
    /// </summary>
    public static readonly TimeSpan TurnEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Packets between the receive loop and placing, per guild: 10 s of 16 speakers.</summary>
    public const int HandOverPacketsMax = 8_000;

    /// <summary>Their bytes, per guild.</summary>
    public const int HandOverBytesMax = 4 * 1024 * 1024;

    /// <summary>Speakers of a meeting; it has at most so many tracks.</summary>
    public const int SpeakersMax = Domain.Limits.TracksPerMeetingMax;

    /// <summary>The longest chunk.</summary>
    public const long ChunkSamplesMax = 15 * Domain.Limits.SamplesPerSecond;

    /// <summary>A chunk of this length is sealed after a short quiet.</summary>
    public const long ChunkSamplesForShortQuiet = 5 * Domain.Limits.SamplesPerSecond;

    /// <summary>Without packets for this long, a chunk of 5 s or more is sealed.</summary>
    public const long ShortQuietSamples = Domain.Limits.SamplesPerSecond / 2;

    /// <summary>Without packets for this long, every chunk is sealed: the frames of silence were lost, or never sent.</summary>
    public const long LongQuietSamples = 2 * Domain.Limits.SamplesPerSecond;

    /// <summary>A speaker who stops sends five frames of silence (Discord, voice connections): they seal the chunk.</summary>
    public const int SilentPacketsThatSeal = 5;

    /// <summary>Lost packets up to this length are left to the decoder to conceal, one empty packet each. More becomes a gap with a reason.</summary>
    public const long ConcealedSamplesMax = Domain.Limits.SamplesPerSecond;

    /// <summary>Places are told apart to 2.5 ms, the shortest Opus frame, so that silence can fill every gap exactly.</summary>
    public const long PlaceStepSamples = 120;

    /// <summary>A chunk follows the one before without a seam unless the clocks say otherwise by more than this: 10 ms.</summary>
    public const long SeamSamplesMax = Domain.Limits.SamplesPerSecond / 100;

    /// <summary>Sealed chunks of a speaker that wait in memory for a disk which doesn't answer; more are lost, as a gap.</summary>
    public const int SealedChunksHeldMax = 32;

    /// <summary>Their bytes: about two minutes at 64 kbit/s.</summary>
    public const int SealedBytesHeldMax = 1024 * 1024;

    /// <summary>Chunks that a speaker may begin at once.</summary>
    public const int ChunksAtOnceMax = 32;

    /// <summary>And then so many a second: nobody speaks and falls silent more often. What is sent beyond that is refused, or one participant could fill the store.</summary>
    public const int ChunksPerSecondMax = 4;

    /// <summary>How often a disk that refused, or had no room, is tried again.</summary>
    public static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(1);

    /// <summary>How often it is noted on disk that this recording is alive, to tell after a kill since when nothing was received.</summary>
    public static readonly TimeSpan AliveEvery = TimeSpan.FromSeconds(1);

    /// <summary>A gap shorter than this isn't worth a row: 100 ms.</summary>
    public const long GapSamplesMin = Domain.Limits.SamplesPerSecond / 10;
}
