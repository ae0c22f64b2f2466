namespace Chronote.Domain.Meetings;

/// <summary>The life of a meeting. It only moves forward, but for Recording ⇄ Interrupted.</summary>
public abstract record MeetingState
{
    /// <summary>Nothing was created under this key.</summary>
    public sealed record Absent : MeetingState;

    public sealed record Recording(DateTimeOffset CreatedAt) : MeetingState;

    /// <summary>No source was heard for <see cref="Limits.SourceSilentMax"/>. A chunk brings it back; after <see cref="Limits.InterruptedMax"/> it ends by itself.</summary>
    public sealed record Interrupted(DateTimeOffset CreatedAt, DateTimeOffset Since) : MeetingState;

    /// <summary>Stopped; waiting for what is owed, at the latest until the deadline, which is an instant and not a duration so that a crash can't extend it.</summary>
    public sealed record Draining(DateTimeOffset StoppedAt, DateTimeOffset DeadlineAt) : MeetingState;

    public sealed record Completed(DateTimeOffset StoppedAt, DateTimeOffset CompletedAt) : MeetingState;

    /// <summary>Ended without any audio.</summary>
    public sealed record Failed(DateTimeOffset StoppedAt, DateTimeOffset FailedAt) : MeetingState;

    public sealed record Cancelled(DateTimeOffset At) : MeetingState;

    public sealed record Deleted(DateTimeOffset At) : MeetingState;

    private MeetingState() { }
}

/// <summary>Phase names as rows and the API show them (P-14).</summary>
public enum MeetingPhase { Recording, Interrupted, Draining, Completed, Failed, Cancelled, Deleted }

/// <summary>What the rows say about a meeting's open work.</summary>
/// <param name="OwedChunks">Numbers below a named last that are neither stored nor given up.</param>
/// <param name="PendingText">Chunks that wait for text, or for a repeated attempt.</param>
/// <param name="DeadChunks">Chunks whose text was given up; retried on request.</param>
/// <param name="LastHeardAt">When the newest chunk was stored; null when none was.</param>
/// <param name="FilesAreCurrent">Every window's artefact holds every playable chunk.</param>
/// <param name="NotesAreCurrent">The notes were made from the text as it is now.</param>
public sealed record MeetingProgress(
    long StoredChunks, long OwedChunks, long PendingText, long DeadChunks, DateTimeOffset? LastHeardAt, bool FilesAreCurrent, bool NotesAreCurrent)
{
    /// <summary>Stored chunks whose audio is Opus by now; a WAV or FLAC chunk waits to be encoded.</summary>
    public long PlayableChunks { get; init; } = StoredChunks;
}
