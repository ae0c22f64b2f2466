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

    // A guild.
    public const int AutoRecordChannelsMax = 50;
    public const int VocabularyWordsMax = 100;
    public const int VocabularyWordCharactersMax = 40;
    /// <summary>Sessions of a guild that have ended and were not told of yet; older ones are forgotten.</summary>
    public const int EndedSessionsMax = 16;
    /// <summary>How long a server has a voice session for itself without renewing it.</summary>
    public static readonly TimeSpan VoiceLease = TimeSpan.FromSeconds(6);
    public static readonly TimeSpan VoiceRenewEvery = TimeSpan.FromSeconds(2);
    /// <summary>From asking for a recording to its announcement.</summary>
    public static readonly TimeSpan VoiceStartMax = TimeSpan.FromMinutes(1);
    /// <summary>How long a receiver may take to deliver what it has once it was asked to stop.</summary>
    public static readonly TimeSpan VoiceStopMax = TimeSpan.FromSeconds(15);
    /// <summary>Everybody has left: a call is often left and joined again within a minute.</summary>
    public static readonly TimeSpan VoiceEmptyMax = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan VoiceNobodyCameMax = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan VoiceWithoutReceiverMax = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan GuildLookSoon = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan GuildLookEvery = TimeSpan.FromSeconds(30);
    /// <summary>People of one guild who are being erased at the same time.</summary>
    public const int ErasuresMax = 64;
    /// <summary>Files are removed once more after this: longer than any write under way can take.</summary>
    public static readonly TimeSpan EraseAgainAfter = TimeSpan.FromMinutes(15);

    // A grain.
    public const int GrainStateBytesMax = 64 * 1024;
}
