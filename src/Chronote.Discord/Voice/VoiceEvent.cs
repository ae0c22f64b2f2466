namespace Chronote.Discord.Voice;

/// <summary>What happened to a voice session, besides audio.</summary>
public abstract record VoiceEvent
{
    /// <summary>Connected and receiving. Streams of an earlier session do not go on: ssrcs, sequence numbers and timestamps begin anew.</summary>
    /// <param name="Session">Counts this receiver's sessions from 1.</param>
    public sealed record Connected(int Session) : VoiceEvent;

    /// <summary>No audio arrives from here on until the next <see cref="Connected"/> or <see cref="Resumed"/>.</summary>
    public sealed record Interrupted(string Reason) : VoiceEvent;

    /// <summary>The control connection is back and the session is the same: streams go on. Audio had not stopped.</summary>
    public sealed record Resumed : VoiceEvent;

    /// <summary>The end-to-end encrypted group moved on.</summary>
    /// <param name="PrivacyCode">What members compare to know that nobody listens in between.</param>
    public sealed record EpochChanged(ulong Epoch, string PrivacyCode) : VoiceEvent;

    public sealed record UserJoined(Snowflake User) : VoiceEvent;

    public sealed record UserLeft(Snowflake User) : VoiceEvent;

    /// <summary>A user's packets come under this ssrc from now on.</summary>
    public sealed record Speaking(Snowflake User, uint Ssrc) : VoiceEvent;

    /// <summary>Packets that were given up, and why. A stretch of the same reason is reported once a second at most.</summary>
    /// <param name="User">Null while nobody knows whose they were.</param>
    /// <param name="Reason">A word of <see cref="DropReason"/>.</param>
    public sealed record Dropped(Snowflake? User, DropReason Reason, int Packets) : VoiceEvent;

    /// <summary>The receiver ended and will not come back by itself.</summary>
    public sealed record Ended(VoiceEnd Reason, string Detail) : VoiceEvent;

    private VoiceEvent() { }
}

/// <summary>Why a packet was given up.</summary>
public enum DropReason { UnknownSender, NoKey, Forged, Plain, Replayed, Malformed, Overflow }

/// <summary>Why a receiver ended.</summary>
public enum VoiceEnd
{
    /// <summary>We were asked to leave.</summary>
    Asked,
    /// <summary>Disconnected by somebody (4014, then no channel).</summary>
    Kicked,
    /// <summary>The call was terminated, or its channel deleted (4022).</summary>
    CallEnded,
    /// <summary>The voice server wants end-to-end encryption and we did not offer it (4017), or a version above ours.</summary>
    EncryptionRequired,
    /// <summary>The voice server refused us in a way that trying again can't mend, or for longer than we try.</summary>
    Refused,
    /// <summary>No answer to the request to join: the channel is full, or the bot may not connect.</summary>
    NotAdmitted,
    /// <summary>Another receiver of the same guild took its place. The channel was left to that one.</summary>
    Replaced,
}
