using Chronote.Domain.Chunks;
using Chronote.Domain.Transcription;

namespace Chronote.Domain.Ports;

/// <summary>The backlog, which exists only as chunk rows, and the grants of the engines. Claiming and granting are one transaction.</summary>
public interface ITranscriptionQueue
{
    /// <summary>Meetings with chunks that may be tried at <paramref name="now"/>, at most <paramref name="limit"/>, those waiting longest first.</summary>
    Task<IReadOnlyList<MeetingQueue>> Waiting(DateTimeOffset now, int limit);

    /// <summary>Takes for each wish, in their order, the next adjacent chunks of its meeting for one engine request. One transaction; all wishes are of one engine.</summary>
    /// <returns>An answer for each wish.</returns>
    Task<IReadOnlyList<ClaimAnswer>> Claim(IReadOnlyList<ClaimWish> wishes);

    /// <summary>Grants a further request for a unit whose audio is longer than one request may be, and prolongs its claim. False: no slot is free, or the claim ended.</summary>
    Task<bool> GrantAnother(ClaimWish wish, int request);

    /// <summary>The unit as claimed; null when its claim ended meanwhile.</summary>
    Task<ClaimedUnit?> Claimed(string unit);

    /// <summary>Stores what an attempt gave and frees the slot. False: unit and attempt no longer match, nothing was changed.</summary>
    Task<bool> Finish(string unit, int attempt, TextOutcome outcome, EngineLabel engine, DateTimeOffset now);

    /// <summary>Ends claims and grants whose time is over; their chunks wait again. Returns how many claims ended.</summary>
    Task<int> EndExpired(string engine, DateTimeOffset now);

    /// <summary>Ends every claim and frees every slot at once: for a host that is alone and has just started, so that nobody can be at work any more.</summary>
    /// <remarks>The starts still count against the engine's rate. Returns how many chunks wait again.</remarks>
    Task<int> EndAbandoned(DateTimeOffset now);

    /// <summary>Dead chunks of a meeting wait again. Returns how many.</summary>
    Task<long> Retry(MeetingId meeting, DateTimeOffset now);

    Task<QueueDepth> Depth(DateTimeOffset now);
}

/// <param name="LiveChunks">Waiting chunks sealed within the last minute.</param>
/// <param name="OldestStoredAt">When the one waiting longest was stored.</param>
public sealed record MeetingQueue(MeetingId Meeting, TenantId Tenant, long Chunks, long LiveChunks, DateTimeOffset OldestStoredAt)
{
    /// <summary>What is left once the pick has its chunk.</summary>
    public MeetingQueue Without(GatePick pick) => this with { Chunks = Chunks - 1, LiveChunks = LiveChunks - (pick.NewestFirst && LiveChunks > 0 ? 1 : 0) };
}

/// <summary>What became of a wish.</summary>
public abstract record ClaimAnswer
{
    /// <param name="First">The unit's first chunk.</param>
    public sealed record Claimed(ChunkKey First) : ClaimAnswer;

    /// <summary>Nothing of the meeting waits any more.</summary>
    public sealed record NothingLeft : ClaimAnswer;

    /// <summary>No slot is free, or the engine's rate is used up.</summary>
    public sealed record NoRoom : ClaimAnswer;

    private ClaimAnswer() { }
}

/// <param name="NewestFirst">Live audio first; else the oldest.</param>
/// <param name="SlotsMax">How many grants of the engine may be out at once.</param>
/// <param name="StartsPerMinuteMax">How many requests of the engine may begin within any 60 s.</param>
/// <param name="Spacing">How far apart two requests begin at least.</param>
/// <param name="Until">When the grant and the claim end by themselves.</param>
/// <param name="DurationMaxSamples">How much adjacent audio may go into one request.</param>
public sealed record ClaimWish(
    string Engine, string Unit, MeetingId Meeting, bool NewestFirst, int SlotsMax, int StartsPerMinuteMax, TimeSpan Spacing, long DurationMaxSamples, DateTimeOffset Now, DateTimeOffset Until)
{
    /// <summary>Starts of requests are counted.</summary>
    public bool HasRate => StartsPerMinuteMax < int.MaxValue || Spacing > TimeSpan.Zero;
}

/// <param name="Chunks">Adjacent chunks of one track, in order of seq.</param>
/// <param name="Context">Tail of the track's text before the unit.</param>
public sealed record ClaimedUnit(
    string Unit, int Attempt, DateTimeOffset Until, MeetingId Meeting, TrackId Track, IReadOnlyList<Receipt> Chunks, string Context, string? Language)
{
    /// <summary>Words to expect in this meeting.</summary>
    public IReadOnlyList<string> Vocabulary { get; init; } = [];
}

public sealed record QueueDepth(long Waiting, long Claimed, long Dead, DateTimeOffset? OldestStoredAt);
