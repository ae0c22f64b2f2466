namespace Chronote.Discord.Voice;

/// <summary>Bounds of a voice session. What goes over is dropped and counted, never kept.</summary>
public static class VoiceLimits
{
    /// <summary>The version of the voice gateway.</summary>
    public const int GatewayVersion = 8;

    /// <summary>The newest version of the end-to-end encryption protocol that we speak.</summary>
    public const int DaveVersionMax = 1;

    /// <summary>A larger message of the voice gateway closes the connection. A Welcome has some hundred bytes a member.</summary>
    public const int MessageBytesMax = 1024 * 1024;

    /// <summary>A larger datagram is cut, and its tag fails. The largest Opus packet has 1,275 bytes.</summary>
    public const int DatagramBytesMax = 2048;

    /// <summary>Datagrams and messages on their way from the sockets to the receiver's lane: about 10 s of four speakers.</summary>
    public const int LaneItemsMax = 2048;

    /// <summary>Users of one voice session; a stage has thousands of listeners.</summary>
    public const int UsersMax = 10_000;

    /// <summary>ssrcs of one voice session, known and unknown.</summary>
    public const int SsrcsMax = 2_000;

    /// <summary>Held packets of one ssrc: 2 s of audio.</summary>
    public const int HeldPerSsrcMax = 100;

    /// <summary>Held packets of all ssrcs together.</summary>
    public const int HeldMax = 2_000;

    /// <summary>Sequence numbers behind the newest that are told apart from repeats: 10 s of audio.</summary>
    public const int ReplayWindowPackets = 512;

    /// <summary>Consecutive frames of one user that fail, outside of a transition, before the group is entered anew (op 31).</summary>
    public const int FailuresBeforeRecovery = 36;

    /// <summary>Frames of Opus silence sent after op 4, so that audio begins to arrive.</summary>
    public const int SilenceFrames = 5;

    /// <summary>Our own close code: neither 1000 nor 1001, which would end the session.</summary>
    public const int CloseToResume = 4900;

    /// <summary>The voice gateway's Hello is taken within these bounds, whatever it says.</summary>
    public static readonly TimeSpan HeartbeatMin = TimeSpan.FromMilliseconds(500), HeartbeatMax = TimeSpan.FromMinutes(5);

    /// <summary>A numbered message this far behind the last one is a repeat; farther, numbering began anew.</summary>
    public const int RepeatedMessagesMax = 1_000;
}

/// <summary>How long a voice receiver waits for what.</summary>
public sealed record VoiceTimings
{
    /// <summary>For the answer to op 4; a full channel gives none. Default 10 s.</summary>
    public TimeSpan JoinMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For each step of a voice connection: the socket, Hello, Ready, SessionDescription, Resumed. Default 10 s.</summary>
    public TimeSpan StepMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before the address discovery is sent again. Default 500 ms.</summary>
    public TimeSpan DiscoveryEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Address discoveries sent before the session is given up. Default 12.</summary>
    public int DiscoveryTries { get; init; } = 12;

    /// <summary>Between two datagrams that keep the way back open in address translators. Default 5 s.</summary>
    public TimeSpan KeepAliveEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a packet waits for its sender's name or keys. Default 2 s.</summary>
    public TimeSpan HoldMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a lost connection is tried to be resumed before the channel is joined anew. Default 30 s.</summary>
    public TimeSpan ResumeMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Before joining again, doubled up to <see cref="BackoffMax"/> with jitter; the first time at once. Default 1 s.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Default 30 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without a session for this long, the receiver ends. Time without a main gateway does not count. Default 15 min.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>After close code 4014, for the main gateway to say what happened. Default 5 s.</summary>
    public TimeSpan VerdictMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For another voice server, after the old one went. Default 30 s.</summary>
    public TimeSpan ServerMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to op 4 that leaves. Default 2 s.</summary>
    public TimeSpan LeaveMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Transport modes we take, the preferred one first. Default: AES-256-GCM, XChaCha20-Poly1305.</summary>
    public IReadOnlyList<string> Modes { get; init; } = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"];
}
