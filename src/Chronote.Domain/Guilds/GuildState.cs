namespace Chronote.Domain.Guilds;

/// <summary>What a guild has chosen, what it records now, and what is still owed to its members. Ids of guilds, channels, users and messages are Discord's.</summary>
public sealed record GuildState
{
    public GuildSettings Settings { get; init; } = new();

    /// <summary>The one voice session; a bot can be in one channel of a guild at a time.</summary>
    public VoiceSession? Session { get; init; }

    /// <summary>The newest fence given to a receiver. It never goes back, also over sessions.</summary>
    public long Epoch { get; init; }

    /// <summary>Grows with every change of the guild's opt-outs, which are rows: whoever receives reads them again when it moves.</summary>
    public long OptOutVersion { get; init; }

    /// <summary>Sessions whose meeting is to be stopped, whose notes are to be posted, or whose nickname is to be given back; oldest first.</summary>
    public IReadOnlyList<EndedSession> Ended { get; init; } = [];

    /// <summary>People who asked for what was recorded of them to be gone, and how far that is.</summary>
    public IReadOnlyList<PersonErasure> Erasures { get; init; } = [];
}

/// <summary>Where a session stands. The numbers are stored: never reorder.</summary>
public enum VoicePhase
{
    /// <summary>Not announced yet, so nothing is recorded yet.</summary>
    Starting = 0,
    Recording = 1,
    Paused = 2,
    /// <summary>Asked to stop; its receiver delivers what it has.</summary>
    Stopping = 3,
    /// <summary>A row of a session that has ended and is still to be told of.</summary>
    Ended = 4,
}

public sealed record VoiceSession
{
    public required MeetingId Meeting { get; init; }

    /// <summary>Whose meeting it is: the guild's own tenant, or that of the key which asked for it.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The voice channel. It changes when somebody moves the bot.</summary>
    public required ulong Channel { get; init; }

    /// <summary>Where the announcement, the status and the notes go.</summary>
    public required ulong TextChannel { get; init; }

    /// <summary>0 when a program asked for it.</summary>
    public required ulong StartedBy { get; init; }

    /// <summary>Nobody asked: it began because somebody joined a channel that is recorded by itself.</summary>
    public bool IsAutomatic { get; init; }

    public VoicePhase Phase { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Starting and stopping last until here at the longest.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>The receiver's fence; 0 while none has taken the session.</summary>
    public long Epoch { get; init; }

    /// <summary>The server that receives, and until when nobody else may.</summary>
    public string? Silo { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The message that carries announcement and status.</summary>
    public ulong? StatusMessage { get; init; }

    /// <summary>Since when nobody but bots is in the channel.</summary>
    public DateTimeOffset? EmptySince { get; init; }

    /// <summary>Somebody was there: an empty channel now means that they have left, and not that they are still to come.</summary>
    public bool WasOccupied { get; init; }

    /// <summary>The bot's nickname was changed to show that it records; <see cref="NicknameBefore"/> is to be given back.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>Null: it had none.</summary>
    public string? NicknameBefore { get; init; }

    /// <summary>Why it was asked to stop, in words.</summary>
    public string? StopReason { get; init; }

    public bool HasReceiverAt(DateTimeOffset now) => LeaseUntil > now;
}

/// <summary>A session that is over, until its meeting is stopped, its notes are posted and its nickname is given back.</summary>
/// <param name="Session">As it was at its end.</param>
/// <param name="IsCancelled">It never recorded: its meeting is cancelled, and nothing is told.</param>
/// <param name="IsClosed">Its meeting was stopped or cancelled.</param>
public sealed record EndedSession(VoiceSession Session, DateTimeOffset EndedAt, string Reason, bool IsCancelled, bool IsClosed);

/// <summary>A person to be erased from the meetings that began before <see cref="AskedAt"/>, meeting by meeting, so that a crash goes on where it was.</summary>
/// <param name="Done">The last meeting that is done; null at the beginning.</param>
/// <param name="AgainAt">All meetings were done once. Their files are removed once more from here on: what was being written meanwhile lands in between.</param>
public sealed record PersonErasure(ulong User, DateTimeOffset AskedAt, MeetingId? Done = null, DateTimeOffset? AgainAt = null, int Meetings = 0);
