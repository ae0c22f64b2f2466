using Chronote.Discord.Gateway;
using Chronote.Domain;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>Receives voice channels for meetings.</summary>
internal interface IGuildReceivers
{
    /// <summary>Joins the channel and records what is said into the meeting. Returns at once.</summary>
    IGuildReceiver Start(ReceiverOrder order);
}

/// <param name="IsOptedOut">Whether nothing of a user may be kept. Asked for every packet, before anything is kept of it.</param>
/// <param name="NameOf">The name to show for a user; null while it isn't known.</param>
internal sealed record ReceiverOrder(
    IDiscordGateway Gateway, MeetingId Meeting, TenantId Tenant, ulong Guild, ulong Channel, long Epoch, bool IsPaused, Func<ulong, bool> IsOptedOut, Func<ulong, string?> NameOf);

/// <summary>One session's receiving and recording in this process.</summary>
internal interface IGuildReceiver : IAsyncDisposable
{
    /// <summary>The channel it is in; changes when somebody moves the bot.</summary>
    ulong Channel { get; }

    /// <summary>Completes when it ended by itself, with the reason in words: kicked, refused, the call is over.</summary>
    Task<string> Ended { get; }

    ReceiverReport Report();

    /// <summary>From here on nothing is kept, until <see cref="Resume"/>. Repeating it changes nothing.</summary>
    void Pause();

    void Resume();

    /// <summary>Gives the present connection up and joins anew, as when nothing decrypts any more.</summary>
    void Rejoin(string reason);

    /// <summary>Leaves the channel and delivers everything.</summary>
    /// <returns>The last sequence number of each track.</returns>
    Task<IReadOnlyDictionary<string, long>> Stop(CancellationToken cancel);

    /// <summary>Leaves what is open where another server, or the next start of this one, goes on with it.</summary>
    Task Detach();
}

/// <summary>What a receiver knows of itself right now.</summary>
/// <param name="Trouble">What is wrong with connection, disk or store, in words; null when nothing is.</param>
/// <param name="BacklogBytes">Audio that waits on this machine's disk to be stored.</param>
internal sealed record ReceiverReport(bool IsConnected, string? Trouble, IReadOnlyList<SpeakerReport> Speakers, long BacklogBytes);

/// <param name="SpokeAgo">Since a packet, or the word that the user speaks, came last.</param>
/// <param name="UnkeptFor">For how long the user has been heard without anything of it being kept; zero when all is well.</param>
/// <param name="Reason">Why nothing is kept, where the receiver knows.</param>
internal sealed record SpeakerReport(ulong User, TimeSpan SpokeAgo, TimeSpan UnkeptFor, string? Reason);
