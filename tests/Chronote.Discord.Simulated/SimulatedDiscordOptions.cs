namespace Chronote.Discord.Simulated;

/// <summary>How a simulated Discord starts. Troubles come later, by calls.</summary>
public sealed record SimulatedDiscordOptions
{
    /// <summary>For everything random: ids, ssrcs, which packet is lost. Keys are random anyway.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Port of the REST API and the main gateway; 0 picks a free one.</summary>
    public int Port { get; init; }

    public string BotName { get; init; } = "Chronote";

    public int Shards { get; init; } = 1;

    /// <summary>Anybody may invite the bot.</summary>
    public bool IsPublicBot { get; init; }

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan VoiceHeartbeatInterval { get; init; } = TimeSpan.FromSeconds(13.75);

    /// <summary>For how long a dropped session, of the main gateway or of voice, may be resumed.</summary>
    public TimeSpan ResumeWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What op 2 offers, in the server's order of preference.</summary>
    public IReadOnlyList<string> TransportModes { get; init; } = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"];

    /// <summary>The highest DAVE protocol version of new calls; 0 for calls without end-to-end encryption.</summary>
    public int DaveVersion { get; init; } = 1;

    /// <summary>Closes a client that does not offer DAVE with 4017, as Discord does since March 2026.</summary>
    public bool DaveRequired { get; init; } = true;

    /// <summary>How long a transition waits for every member's op 23 before op 22 goes out.</summary>
    public TimeSpan TransitionTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Sends VOICE_SERVER_UPDATE before VOICE_STATE_UPDATE to the bot. @discordjs/voice can't take that, and never gets it.</summary>
    public bool VoiceServerUpdateFirst { get; init; }

    /// <summary>The first number of a voice session's messages, to come near the 16-bit wrap. @discordjs/voice takes 0 for none.</summary>
    public ushort FirstVoiceSeq { get; init; } = 1;

    /// <summary>Op 25 goes out right after op 2 to users for whom this is true. @discordjs/voice only takes it after op 4.</summary>
    public Func<ulong, bool> ExternalSenderEarly { get; init; } = _ => false;

    /// <summary>REST calls per bucket (route and its major id) before a 429.</summary>
    public int BucketCalls { get; init; } = 50;

    public TimeSpan BucketWindow { get; init; } = TimeSpan.FromSeconds(1);
}
