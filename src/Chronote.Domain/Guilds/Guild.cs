using System.Diagnostics;

namespace Chronote.Domain.Guilds;

using static GuildCommand;
using Decision = Decision<GuildEvent, GuildEffect>;

/// <summary>Decides what a guild records, who receives it, and who may say so. Pure: the grain stores and obeys.</summary>
public static class Guild
{
    /// <summary>The tenant of a guild's own meetings.</summary>
    public static TenantId TenantOf(ulong guild) => new($"guild-{guild}");

    public static Decision Decide(GuildState state, GuildCommand command, DateTimeOffset now) => (state.Session, command) switch
    {
        (_, Configure configure) => ConfigureBy(state, configure),
        (_, OptOut or OptIn) => Decision.Of(new GuildEvent.OptOutsChanged()),
        (_, Erase erase) => BeginErasing(state, erase, now),
        (_, Erased erased) => GoOnErasing(state, erased, now),
        (_, Closed closed) => Of(state, closed.Meeting) is { IsClosed: false } ? Decision.Of(new GuildEvent.Closed(closed.Meeting)) : Decision.Nothing,
        (_, Told told) => Of(state, told.Meeting) is { IsClosed: true } ? Decision.Of(new GuildEvent.Told(told.Meeting)) : Decision.Nothing,
        (_, Look) => LookAround(state, now),

        (null, Start start) => Of(state, start.Meeting) is null ? Begin(start, now) : Decision.Refuse(RefusalCode.NothingRecorded, "That recording has ended."),
        ({ } session, Start start) => session.Meeting == start.Meeting ? Decision.Nothing
            : Decision.Refuse(RefusalCode.AlreadyRecording, "This server records a channel already. Stop that recording first."),

        ({ } session, _) when MeetingOf(command) is { } meeting && meeting != session.Meeting => NothingRecorded(),
        (null, _) => NothingRecorded(),

        ({ Phase: VoicePhase.Starting }, Announced announced) => Decision.Of(new GuildEvent.WentLive(now, announced.Message, announced.People.Count)),
        (_, Announced) => Decision.Nothing,
        ({ Phase: VoicePhase.Starting } session, GiveUp giveUp) => End(session, giveUp.Reason, isCancelled: true, now),
        (_, GiveUp) => Decision.Nothing,
        (_, Joined) => Decision.Nothing,
        (_, Rename rename) => Decision.Of(new GuildEvent.Renamed(rename.Before)),

        ({ } session, Stop stop) => StopBy(state, session, stop, now),
        ({ } session, Pause pause) => Refused(state, session, pause.By) ?? (session.Phase == VoicePhase.Recording ? Decision.Of(new GuildEvent.Paused()) : Decision.Nothing),
        ({ } session, Resume resume) => Refused(state, session, resume.By) ?? (session.Phase == VoicePhase.Paused ? Decision.Of(new GuildEvent.Resumed()) : Decision.Nothing),

        ({ } session, Take take) => TakeBy(state, session, take, now),
        ({ } session, Renew renew) => RenewBy(session, renew, now),
        ({ } session, LetGo letGo) => letGo.Epoch != session.Epoch ? Stale(session) : session.HasReceiverAt(now) ? Decision.Of(new GuildEvent.LetGo(now)) : Decision.Nothing,
        ({ } session, Left left) => left.Epoch == session.Epoch ? End(session, session.StopReason ?? left.Reason, isCancelled: false, now) : Stale(session),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static GuildState Evolve(GuildState state, GuildEvent happened) => (state.Session, happened) switch
    {
        (_, GuildEvent.Started started) => state with { Session = started.Session },
        ({ } s, GuildEvent.WentLive live) => state with
        {
            Session = s with
            {
                Phase = VoicePhase.Recording,
                DeadlineAt = null,
                StatusMessage = live.Message,
                WasOccupied = live.People > 0,
                EmptySince = live.People > 0 ? null : live.At,
            },
        },
        ({ } s, GuildEvent.Paused) => state with { Session = s with { Phase = VoicePhase.Paused } },
        ({ } s, GuildEvent.Resumed) => state with { Session = s with { Phase = VoicePhase.Recording } },
        ({ } s, GuildEvent.Taken taken) => state with
        {
            Epoch = taken.Epoch,
            Session = s with { Epoch = taken.Epoch, Silo = taken.Silo, LeaseUntil = taken.LeaseUntil },
        },
        ({ } s, GuildEvent.Renewed renewed) => state with { Session = Renewed(s, renewed) },
        ({ } s, GuildEvent.LetGo left) => state with { Session = s with { LeaseUntil = left.At } },
        ({ } s, GuildEvent.StopAsked asked) => state with { Session = s with { Phase = VoicePhase.Stopping, DeadlineAt = asked.DeadlineAt, StopReason = asked.Reason } },
        ({ } s, GuildEvent.Renamed renamed) => state with { Session = s with { IsRenamed = true, NicknameBefore = renamed.Before } },
        ({ } s, GuildEvent.Ended ended) => state with
        {
            Session = null,
            // Where the bot is gone for good nobody is told any more; what is kept of it stays bounded.
            Ended = [.. state.Ended.TakeLast(Limits.EndedSessionsMax - 1), new EndedSession(s, ended.At, ended.Reason, ended.IsCancelled, IsClosed: false)],
        },
        (_, GuildEvent.Closed closed) => state with
        {
            Ended = [.. state.Ended.Where(ended => ended.Session.Meeting != closed.Meeting || !ended.IsCancelled)
                .Select(ended => ended.Session.Meeting == closed.Meeting ? ended with { IsClosed = true } : ended)],
        },
        (_, GuildEvent.Told told) => state with { Ended = [.. state.Ended.Where(ended => ended.Session.Meeting != told.Meeting)] },
        (_, GuildEvent.Configured configured) => state with { Settings = configured.Settings },
        (_, GuildEvent.OptOutsChanged) => state with { OptOutVersion = state.OptOutVersion + 1 },
        (_, GuildEvent.ErasureMoved moved) => state with { Erasures = [.. Without(state, moved.Erasure.User), moved.Erasure] },
        (_, GuildEvent.ErasureDone done) => state with { Erasures = [.. Without(state, done.User)] },
        _ => throw new UnreachableException(happened.GetType().Name),
    };

    /// <summary>When the guild has to look again at the latest; null when nothing will happen to it by itself.</summary>
    public static DateTimeOffset? LookAt(GuildState state, DateTimeOffset now)
    {
        var instants = new List<DateTimeOffset>();
        if (state.Session is { } session)
        {
            instants.Add(now + Limits.GuildLookEvery);
            // What was due and could not be done, because a receiver is alive, is looked at again soon.
            foreach (var at in (DateTimeOffset?[])[session.DeadlineAt, session.HasReceiverAt(now) ? EmptyUntil(session) : null])
                if (at is { } due) instants.Add(due > now ? due : now + Limits.GuildLookSoon);
        }
        if (state.Ended.Any(ended => !ended.IsClosed)) instants.Add(now);
        if (state.Erasures.Count > 0) instants.Add(state.Erasures.Min(erasure => erasure.AgainAt ?? now));
        return instants.Count == 0 ? null : Later(instants.Min(), now);
    }

    /// <summary>Why the asker may not stop, pause or resume the session; null when they may.</summary>
    public static string? WhyNot(GuildSettings settings, VoiceSession session, Asker by) => settings.MayStop switch
    {
        _ when by.ManagesGuild => null,
        MayStop.Managers => "Only members with Manage Server may do that here.",
        _ when by.User == session.StartedBy => null,
        MayStop.Starter => "Only whoever started the recording, and members with Manage Server, may do that here.",
        _ => by.TakesPart ? null : "Only people who take part in the call, whoever started the recording, and members with Manage Server may do that.",
    };

    private static Decision ConfigureBy(GuildState state, Configure configure)
    {
        if (!configure.By.ManagesGuild) return Decision.Refuse(RefusalCode.NotPermitted, "Only members with Manage Server may change settings.");
        var settings = configure.Change.On(state.Settings);
        if (settings.AutoRecordChannels.Count > Limits.AutoRecordChannelsMax)
            return Decision.Refuse(RefusalCode.GuildBusy, $"At most {Limits.AutoRecordChannelsMax} channels can be named; record all channels instead.");
        return Decision.Of(new GuildEvent.Configured(settings));
    }

    private static Decision Begin(Start start, DateTimeOffset now) => Decision.Of(new GuildEvent.Started(new VoiceSession
    {
        Meeting = start.Meeting,
        Tenant = start.Tenant,
        Channel = start.Channel,
        TextChannel = start.TextChannel,
        StartedBy = start.By,
        IsAutomatic = start.IsAutomatic,
        StartedAt = now,
        DeadlineAt = now + Limits.VoiceStartMax,
    }));

    private static Decision StopBy(GuildState state, VoiceSession session, Stop stop, DateTimeOffset now)
    {
        if (stop.By is { } by && Refused(state, session, by) is { } refused) return refused;
        return session.Phase switch
        {
            VoicePhase.Stopping => Decision.Nothing,
            VoicePhase.Starting => End(session, stop.Reason, isCancelled: true, now),
            // Whoever received it is gone; there is nobody to wait for.
            _ when !session.HasReceiverAt(now) => End(session, stop.Reason, isCancelled: false, now),
            _ => Decision.Of(new GuildEvent.StopAsked(now + Limits.VoiceStopMax, stop.Reason)),
        };
    }

    private static Decision? Refused(GuildState state, VoiceSession session, Asker by) =>
        WhyNot(state.Settings, session, by) is { } why ? Decision.Refuse(RefusalCode.NotPermitted, why) : null;

    private static Decision TakeBy(GuildState state, VoiceSession session, Take take, DateTimeOffset now)
    {
        if (session.Phase is VoicePhase.Starting or VoicePhase.Stopping) return NothingRecorded();
        if (session.HasReceiverAt(now) && session.Silo != take.Silo && !take.IsAlone)
            return Decision.Refuse(RefusalCode.LeaseHeld, $"{session.Silo} receives it until {session.LeaseUntil:u}.");
        return Decision.Of(new GuildEvent.Taken(state.Epoch + 1, take.Silo, now + Limits.VoiceLease));
    }

    private static Decision RenewBy(VoiceSession session, Renew renew, DateTimeOffset now)
    {
        if (renew.Epoch != session.Epoch) return Stale(session);
        var renewed = new GuildEvent.Renewed(now, renew.Channel, renew.People);
        var after = Renewed(session, renewed);
        return session.Phase != VoicePhase.Stopping && EmptyUntil(after) <= now
            ? new Decision([renewed, new GuildEvent.StopAsked(now + Limits.VoiceStopMax, EmptyReason(after))], [], null)
            : Decision.Of(renewed);
    }

    private static VoiceSession Renewed(VoiceSession session, GuildEvent.Renewed renewed) => session with
    {
        LeaseUntil = renewed.At + Limits.VoiceLease,
        Channel = renewed.Channel,
        WasOccupied = session.WasOccupied || renewed.People > 0,
        EmptySince = renewed.People > 0 ? null : session.EmptySince ?? renewed.At,
    };

    private static Decision LookAround(GuildState state, DateTimeOffset now)
    {
        var effects = new List<GuildEffect>();
        effects.AddRange(state.Ended.Where(ended => !ended.IsClosed).Select(ended => new GuildEffect.Close(ended.Session.Meeting, ended.IsCancelled)));
        if (state.Erasures.FirstOrDefault(erasure => erasure.AgainAt is null || erasure.AgainAt <= now) is { } next) effects.Add(new GuildEffect.EraseNext(next));
        var session = state.Session is { } there ? LookAtSession(there, now) : Decision.Nothing;
        return new Decision(session.Events, [.. session.Effects, .. effects], null);
    }

    private static Decision LookAtSession(VoiceSession session, DateTimeOffset now)
    {
        switch (session.Phase)
        {
            case VoicePhase.Starting when session.DeadlineAt <= now:
                return End(session, "the server ended while it was being started", isCancelled: true, now);
            // A receiver that is alive delivers on; one that is gone, or takes far too long, is not waited for.
            case VoicePhase.Stopping when session.DeadlineAt <= now && (!session.HasReceiverAt(now) || session.DeadlineAt + Limits.VoiceStopMax <= now):
                return End(session, session.StopReason ?? "stopped", isCancelled: false, now);
            case VoicePhase.Starting or VoicePhase.Stopping:
                return Decision.Nothing;
        }
        var unheard = (session.LeaseUntil ?? session.StartedAt) + Limits.VoiceWithoutReceiverMax;
        if (unheard <= now) return End(session, $"no server could receive the call for {Limits.VoiceWithoutReceiverMax.TotalMinutes:0} minutes", isCancelled: false, now);
        if (EmptyUntil(session) <= now)
            return session.HasReceiverAt(now) ? Decision.Of(new GuildEvent.StopAsked(now + Limits.VoiceStopMax, EmptyReason(session))) : Decision.Nothing;
        return Decision.Nothing;
    }

    // Whether people are there is known to a receiver alone: without one the channel is not called empty.
    private static DateTimeOffset? EmptyUntil(VoiceSession session) => session.Phase is VoicePhase.Recording or VoicePhase.Paused
        ? session.EmptySince + (session.WasOccupied ? Limits.VoiceEmptyMax : Limits.VoiceNobodyCameMax)
        : null;

    private static string EmptyReason(VoiceSession session) => session.WasOccupied ? "everybody has left the channel" : "nobody joined the channel";

    private static Decision End(VoiceSession session, string reason, bool isCancelled, DateTimeOffset now) => Decision.Of(
        new GuildEvent.Ended(now, reason, isCancelled), new GuildEffect.Close(session.Meeting, isCancelled));

    private static Decision BeginErasing(GuildState state, Erase erase, DateTimeOffset now)
    {
        if (!state.Erasures.Any(erasure => erasure.User == erase.User) && state.Erasures.Count >= Limits.ErasuresMax)
            return Decision.Refuse(RefusalCode.GuildBusy, "Too many people are being erased just now. Ask again in half an hour.");
        var erasure = new PersonErasure(erase.User, now);
        // Due at once, but not in the turn of whoever asks, who waits for an answer.
        return Decision.Of(new GuildEvent.ErasureMoved(erasure));
    }

    private static Decision GoOnErasing(GuildState state, Erased erased, DateTimeOffset now) => state.Erasures.FirstOrDefault(each => each.User == erased.User) switch
    {
        null => Decision.Nothing,
        var erasure when erased.Meeting is { } meeting => Decision.Of(new GuildEvent.ErasureMoved(erasure with
        {
            Done = meeting,
            Meetings = erasure.AgainAt is null ? erasure.Meetings + 1 : erasure.Meetings,
        })),
        { AgainAt: null } erasure => Decision.Of(new GuildEvent.ErasureMoved(erasure with { Done = null, AgainAt = now + Limits.EraseAgainAfter })),
        var erasure => Decision.Of(new GuildEvent.ErasureDone(erasure.User)),
    };

    private static MeetingId? MeetingOf(GuildCommand command) => command switch
    {
        Announced announced => announced.Meeting,
        GiveUp giveUp => giveUp.Meeting,
        Joined joined => joined.Meeting,
        Stop stop => stop.Meeting,
        Take take => take.Meeting,
        Renew renew => renew.Meeting,
        Left left => left.Meeting,
        LetGo letGo => letGo.Meeting,
        Rename rename => rename.Meeting,
        _ => null,
    };

    private static EndedSession? Of(GuildState state, MeetingId meeting) => state.Ended.FirstOrDefault(ended => ended.Session.Meeting == meeting);

    private static IEnumerable<PersonErasure> Without(GuildState state, ulong user) => state.Erasures.Where(erasure => erasure.User != user);

    private static Decision NothingRecorded() => Decision.Refuse(RefusalCode.NothingRecorded, "Nothing is being recorded on this server.");

    private static Decision Stale(VoiceSession session) => Decision.Refuse(RefusalCode.StaleReceiver, $"{session.Silo} has taken the session over, epoch {session.Epoch}.");

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
