using Chronote.Discord.Gateway;
using Chronote.Discord.Voice;

namespace Chronote.Discord;

/// <summary>Where Discord is and who we are there. The defaults are Discord's own addresses.</summary>
public sealed record DiscordOptions
{
    /// <summary>Base of the REST API without its version. The main gateway's address is asked for there. Default <c>https://discord.com/api</c>.</summary>
    public Uri ApiUrl { get; init; } = new("https://discord.com/api");

    /// <summary>The bot's token, without the word "Bot". A secret: never logged.</summary>
    public required string Token { get; init; }

    /// <summary>
    /// A PEM file of certificates that replaces the system's trusted roots, for a gateway of one's own with a private certificate authority. Default: none, the system's.
    /// </summary>
    public string? TrustedRootCertificate { get; init; }

    /// <summary>What the User-Agent header names, as Discord asks of every bot. Default: the project's name.</summary>
    public Uri UserAgentUrl { get; init; } = new("https://discord.com/developers/docs/reference#user-agent");

    public GatewayTimings Gateway { get; init; } = new();

    public VoiceTimings Voice { get; init; } = new();

    public override string ToString() => $"DiscordOptions {{ ApiUrl = {ApiUrl} }}";
}
