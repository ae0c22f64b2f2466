namespace Chronote.Domain;

/// <summary>Every limit, each with its unit. LimitsTests checks them against each other.</summary>
public static class Limits
{
    // The timeline.
    public const int SamplesPerSecond = 48_000;

    // Names and bodies.
    public const int TrackIdCharactersMax = 64;
    public const int NameCharactersMax = 200;
    public const int WriterCharactersMax = 64;
    public const int IdempotencyKeyCharactersMax = 200;
    public const int ReasonCharactersMax = 200;
    public const int MetadataBytesMax = 16 * 1024;
    public const int JsonBodyBytesMax = 512 * 1024;
    public const int ListPageMax = 200;
    public const int ListPageDefault = 50;
    public const int ManifestPageChunks = 2_000;

    // A meeting.
    public const int TracksPerMeetingMax = 256;
    public static readonly TimeSpan DrainDeadlineDefault = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan LateMax = TimeSpan.FromDays(7);
    public static readonly TimeSpan InterruptedMax = TimeSpan.FromHours(24);
    /// <summary>No chunk of any track for this long: the meeting counts as interrupted.</summary>
    public static readonly TimeSpan SourceSilentMax = TimeSpan.FromMinutes(3);
    public const int EventsKeptPerMeeting = 10_000;

    // A chunk.
    public const int OpusChunkBytesMax = 32 * 1024 * 1024;
    public const int PcmChunkBytesMax = 64 * 1024 * 1024;
    /// <summary>Recorders cut after 15 s; a whole meeting of up to this length may be handed over as one chunk.</summary>
    public static readonly TimeSpan ChunkDurationMax = TimeSpan.FromHours(1);
    public const int PacketsPerChunkMax = 200_000;
    public const long SeqMax = int.MaxValue;
    /// <summary>How many chunks past its watermark a track may store.</summary>
    public const int OutOfOrderChunksMax = 4_096;
    public static readonly TimeSpan PlaceAheadMax = TimeSpan.FromHours(24);
    public const int MissingRangesShown = 100;
    public const int LostChunksPerCallMax = 10_000;

    // Storage.
    public const int BatchBytesMax = 64 * 1024 * 1024;
    public const int BatchChunksMax = 512;
    public const int WriteQueueBytesMax = 256 * 1024 * 1024;
    public const long WalCheckpointBytes = 64L * 1024 * 1024;
    public const long WalBytesMax = 1024L * 1024 * 1024;
    public const int RowsPerReadMax = 2_000;

    // Transcription.
    public static readonly TimeSpan UnitDurationMax = TimeSpan.FromMinutes(2);
    public const int UnitBytesMax = 8 * 1024 * 1024;
    public const int ContextCharactersMax = 400;
    public const int TextAttemptsMax = 4;
    public static readonly TimeSpan EngineTimeMax = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan GrantMargin = TimeSpan.FromSeconds(10);
    /// <summary>An engine that asks everybody to wait for longer is asked again after this: nobody reads along meanwhile, and such a number may be a mistake.</summary>
    public static readonly TimeSpan EnginePauseMax = TimeSpan.FromMinutes(10);
    public const int SlowDownQueuedChunks = 1_000;

    // Notes.
    public const int NotesLinesMax = 20_000;
    public const int NotesCharactersMax = 64 * 1024;

    // A grain.
    public const int GrainStateBytesMax = 64 * 1024;
}
