namespace Chronote.Domain.Guilds;

/// <summary>Who asks, as Discord says it.</summary>
/// <param name="ManagesGuild">Has the permission Manage Guild.</param>
/// <param name="TakesPart">Is in the voice channel now, or was told of the recording.</param>
public sealed record Asker(ulong User, bool ManagesGuild, bool TakesPart);

public abstract record GuildCommand
{
    /// <summary>Reserves the guild's voice session for a meeting. Nothing is recorded before <see cref="Announced"/>.</summary>
    public sealed record Start(MeetingId Meeting, TenantId Tenant, ulong Channel, ulong TextChannel, ulong By, bool IsAutomatic) : GuildCommand;

    /// <summary>The announcement stands, and the meeting was created: from here on the session may be received.</summary>
    /// <param name="Text">What was announced.</param>
    /// <param name="People">Who was in the channel when it was.</param>
    public sealed record Announced(MeetingId Meeting, ulong Message, string Text, IReadOnlyList<ulong> People) : GuildCommand;

    /// <summary>It could not be announced: nothing was recorded, and nothing will be.</summary>
    public sealed record GiveUp(MeetingId Meeting, string Reason) : GuildCommand;

    /// <summary>People came into the channel: they see the announcement, and the ledger says so.</summary>
    public sealed record Joined(MeetingId Meeting, IReadOnlyList<ulong> People) : GuildCommand;

    /// <param name="By">Null when nobody asked: the server says why.</param>
    public sealed record Stop(MeetingId Meeting, Asker? By, string Reason) : GuildCommand;

    public sealed record Pause(Asker By) : GuildCommand;

    public sealed record Resume(Asker By) : GuildCommand;

    /// <summary>A server wants to receive the session.</summary>
    /// <param name="IsAlone">There is no other server, so that a lease still open is one of its own earlier life.</param>
    public sealed record Take(MeetingId Meeting, string Silo, bool IsAlone) : GuildCommand;

    /// <summary>The receiver is alive.</summary>
    /// <param name="People">How many people are in the channel, bots not counted.</param>
    public sealed record Renew(MeetingId Meeting, long Epoch, ulong Channel, int People) : GuildCommand;

    /// <summary>The receiver ends without ending the session, as when its server is told to stop: whoever is next need not wait for the lease.</summary>
    public sealed record LetGo(MeetingId Meeting, long Epoch) : GuildCommand;

    /// <summary>The receiver has ended and everything it had is delivered.</summary>
    public sealed record Left(MeetingId Meeting, long Epoch, string Reason) : GuildCommand;

    /// <summary>The bot's nickname is about to say that it records.</summary>
    public sealed record Rename(MeetingId Meeting, string? Before) : GuildCommand;

    /// <summary>The ended session's notes are posted and the nickname is given back, or both were given up.</summary>
    public sealed record Told(MeetingId Meeting) : GuildCommand;

    /// <summary>The ended session's meeting was stopped or cancelled.</summary>
    public sealed record Closed(MeetingId Meeting) : GuildCommand;

    public sealed record Configure(Asker By, SettingsChange Change) : GuildCommand;

    public sealed record OptOut(ulong User) : GuildCommand;

    public sealed record OptIn(ulong User) : GuildCommand;

    public sealed record Erase(ulong User) : GuildCommand;

    /// <summary>One meeting is free of the person; null: none is left that is not.</summary>
    public sealed record Erased(ulong User, MeetingId? Meeting) : GuildCommand;

    /// <summary>Look what has become due.</summary>
    public sealed record Look : GuildCommand;

    private GuildCommand() { }
}

public abstract record GuildEvent
{
    public sealed record Started(VoiceSession Session) : GuildEvent;
    public sealed record WentLive(DateTimeOffset At, ulong Message, int People) : GuildEvent;
    public sealed record Paused : GuildEvent;
    public sealed record Resumed : GuildEvent;
    public sealed record Taken(long Epoch, string Silo, DateTimeOffset LeaseUntil) : GuildEvent;
    public sealed record Renewed(DateTimeOffset At, ulong Channel, int People) : GuildEvent;
    public sealed record LetGo(DateTimeOffset At) : GuildEvent;
    public sealed record StopAsked(DateTimeOffset DeadlineAt, string Reason) : GuildEvent;
    public sealed record Ended(DateTimeOffset At, string Reason, bool IsCancelled) : GuildEvent;
    public sealed record Renamed(string? Before) : GuildEvent;
    public sealed record Closed(MeetingId Meeting) : GuildEvent;
    public sealed record Told(MeetingId Meeting) : GuildEvent;
    public sealed record Configured(GuildSettings Settings) : GuildEvent;
    public sealed record OptOutsChanged : GuildEvent;
    public sealed record ErasureMoved(PersonErasure Erasure) : GuildEvent;
    public sealed record ErasureDone(ulong User) : GuildEvent;

    private GuildEvent() { }
}

/// <summary>What the shell does once the decision is durable. Each may be done twice without harm.</summary>
public abstract record GuildEffect
{
    /// <summary>Stop the ended session's meeting, or cancel it; then say <see cref="GuildCommand.Closed"/>.</summary>
    public sealed record Close(MeetingId Meeting, bool Cancel) : GuildEffect;

    /// <summary>Erase the person from the next meeting; then say <see cref="GuildCommand.Erased"/>.</summary>
    public sealed record EraseNext(PersonErasure Erasure) : GuildEffect;

    private GuildEffect() { }
}
