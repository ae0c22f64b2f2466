using Chronote.Domain.Guilds;

namespace Chronote.Domain.Ports;

/// <summary>Reads of a guild's rows. They change in the transactions of the guild's grain alone.</summary>
public interface IGuildStore
{
    /// <summary>Voice sessions of all guilds, also those which have ended and are still to be told of, in order of meeting, after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<VoiceSessionRow>> Sessions(MeetingId? after, int limit);

    /// <summary>Everybody who doesn't want to be recorded in this guild.</summary>
    Task<IReadOnlySet<ulong>> OptedOut(ulong guild);

    /// <summary>The newest meeting recorded in this guild, or the one named; null when it was not recorded there, or was deleted.</summary>
    Task<GuildMeeting?> Meeting(ulong guild, MeetingId? id);

    /// <summary>Whose meeting it is; null for one that no guild recorded, or that was erased.</summary>
    Task<TenantId?> TenantOf(MeetingId id);

    /// <summary>Whether the person was told of the meeting's recording: was there, or came.</summary>
    Task<bool> TookPart(MeetingId id, ulong user);

    /// <summary>Who was told, in order of time.</summary>
    Task<IReadOnlyList<ConsentRow>> Consents(MeetingId id, int limit);

    /// <summary>The first meeting of the guild after <paramref name="after"/> and up to <paramref name="until"/> that has this track, erased or not.</summary>
    Task<MeetingId?> NextWithTrack(ulong guild, TrackId track, MeetingId? after, MeetingId until);
}

/// <param name="Tenant">The meeting's.</param>
public sealed record VoiceSessionRow(MeetingId Meeting, TenantId Tenant, ulong Guild, VoicePhase Phase, long Epoch, string? Silo, DateTimeOffset? LeaseUntil, long OptOutVersion);

/// <param name="Tenant">Whose meeting it is.</param>
public sealed record GuildMeeting(MeetingId Meeting, TenantId Tenant, ulong Channel, ulong StartedBy, DateTimeOffset StartedAt, ulong Message);

public sealed record ConsentRow(ulong User, DateTimeOffset At, string How);
