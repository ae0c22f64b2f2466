namespace Chronote.Discord.Gateway;

/// <summary>Bounds of the main gateway's connection.</summary>
public static class GatewayLimits
{
    /// <summary>GUILDS (1 &lt;&lt; 0) and GUILD_VOICE_STATES (1 &lt;&lt; 7): no privileged ones.</summary>
    public const int Intents = 129;

    /// <summary>Messages that Discord takes in <see cref="SendWindow"/> before it closes the connection (4008).</summary>
    public const int SendsPerWindow = 120;

    /// <summary>Of those, kept free for heartbeats and resuming.</summary>
    public const int SendsKeptFree = 10;

    public static readonly TimeSpan SendWindow = TimeSpan.FromSeconds(60);

    /// <summary>Requests that wait for the send limit; more replace the oldest.</summary>
    public const int SendsWaitingMax = 200;

    /// <summary>A larger message closes the connection. GUILD_CREATE of a large guild has some megabytes.</summary>
    public const int MessageBytesMax = 32 * 1024 * 1024;

    /// <summary>Hello's heartbeat interval is taken within these bounds, whatever it says.</summary>
    public static readonly TimeSpan HeartbeatMin = TimeSpan.FromMilliseconds(500), HeartbeatMax = TimeSpan.FromMinutes(5);

    /// <summary>Our own close code: neither 1000 nor 1001, which would end the session and voice with it.</summary>
    public const int CloseToResume = 4000;

    /// <summary>Guilds and members kept of what dispatches told; more are left out.</summary>
    public const int GuildsMax = 5_000, MembersPerGuildMax = 20_000;
}

/// <summary>How long the main gateway's connection waits for what.</summary>
public sealed record GatewayTimings
{
    /// <summary>For the connection, for Hello, and for READY or RESUMED. Default 20 s.</summary>
    public TimeSpan StepMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Before trying again, doubled up to <see cref="BackoffMax"/> with jitter. Default 1 s.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Default 60 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two identifies of one shard; Discord allows one per 5 s. Default 5 s.</summary>
    public TimeSpan IdentifyEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after op 9 with false is drawn from 1 s to this. Default 5 s.</summary>
    public TimeSpan InvalidSessionMax { get; init; } = TimeSpan.FromSeconds(5);
}
