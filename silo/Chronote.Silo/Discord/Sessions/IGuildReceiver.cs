using Chronote.Discord.Gateway;
using Chronote.Domain;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>Receives voice channels for meetings.</summary>
internal interface IGuildReceivers
{
    /// <summary>Joins the channel and records what is said into the meeting, which is there already.</summary>
    Task<IGuildReceiver> Start(ReceiverOrder order);

    /// <summary>Delivers what receivers that are gone left on this machine's disk, of meetings that are not <paramref name="live"/> here.</summary>
    Task DeliverLeftBehind(IReadOnlySet<MeetingId> live, TimeSpan patience);
}

/// <param name="HeardUntil">When the receiver whose place this one takes gave its last sign; null when there was none.</param>
/// <param name="IsOptedOut">Whether nothing of a user may be kept. Asked for every packet, before anything is kept of it.</param>
/// <param name="NameOf">The name to show for a user; null while it isn't known.</param>
internal sealed record ReceiverOrder(
    IDiscordGateway Gateway, MeetingId Meeting, TenantId Tenant, ulong Guild, ulong Channel, DateTimeOffset? HeardUntil, Func<ulong, bool> IsOptedOut, Func<ulong, string?> NameOf);

/// <summary>One session's receiving and recording in this process.</summary>
internal interface IGuildReceiver : IAsyncDisposable
{
    /// <summary>The channel it is in; changes when somebody moves the bot.</summary>
    ulong Channel { get; }

    /// <summary>Completes when it ended by itself, with the reason in words: kicked, refused, the call is over.</summary>
    Task<string> Ended { get; }

    Task<ReceiverReport> Report();

    /// <summary>From here on nothing is kept, until <see cref="Resume"/>. Repeating it changes nothing.</summary>
    Task Pause();

    Task Resume();

    /// <summary>Gives the present connection up and joins anew, as when nothing decrypts any more.</summary>
    void Rejoin(string reason);

    /// <summary>Leaves the channel, delivers everything and stops the meeting with the last numbers.</summary>
    /// <returns>False: not all of it within <paramref name="patience"/>; the rest is delivered later.</returns>
    Task<bool> Stop(TimeSpan patience);

    /// <summary>Leaves what is open where another server, or the next start of this one, goes on with it. The meeting goes on.</summary>
    Task Detach();
}

/// <summary>What a receiver knows of itself right now.</summary>
/// <param name="IsLost">Another receiver has the meeting's tracks: this one records nothing any more.</param>
/// <param name="Speakers">Who was heard so far.</param>
/// <param name="BacklogBytes">Audio that waits on this machine's disk to be stored.</param>
internal sealed record ReceiverReport(bool IsConnected, bool IsLost, IReadOnlyList<ulong> Speakers, IReadOnlyList<ReceiverTrouble> Troubles, long BacklogBytes);

/// <param name="User">Whom it concerns; null when everybody.</param>
/// <param name="For">How long it has lasted.</param>
internal sealed record ReceiverTrouble(TroubleKind Kind, ulong? User, TimeSpan For);

internal enum TroubleKind
{
    /// <summary>Packets come, and none of them decrypts.</summary>
    Undecryptable,
    /// <summary>Heard, and nothing reaches this machine's disk.</summary>
    NotKept,
    /// <summary>On this machine's disk, and the store takes none of it.</summary>
    NotDelivered,
    /// <summary>Nobody was heard.</summary>
    NobodyHeard,
    /// <summary>There is no room on this machine's disk.</summary>
    NoRoom,
}
