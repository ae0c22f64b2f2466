using System.Globalization;
using Chronote.Domain;
using Chronote.Grains.Meetings;

namespace Chronote.Gateway.Meetings;

/// <summary>Makes the bot join a Discord call for a program that asks (P-16). There is one where a bot is configured.</summary>
public interface ICallJoiner
{
    Task<JoinAnswer> Join(DiscordCall call, CreateMeeting asked, CancellationToken cancel);
}

public abstract record JoinAnswer
{
    public sealed record Joined(MeetingId Meeting) : JoinAnswer;

    /// <summary>Asked for before under the same idempotency key.</summary>
    public sealed record KeyTaken(MeetingId Meeting, byte[] BodyDigest) : JoinAnswer;

    /// <param name="Code">Of the catalogue of problems.</param>
    public sealed record Refused(string Code, string Detail) : JoinAnswer;

    private JoinAnswer() { }
}

/// <summary>A voice channel, as its address in Discord names it: <c>https://discord.com/channels/GUILD/CHANNEL</c>.</summary>
public sealed record DiscordCall(ulong Guild, ulong Channel)
{
    public static bool IsDiscord(Uri url) => url.Host is "discord.com" or "discordapp.com" or "discord.gg" || url.Host.EndsWith(".discord.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when the address is none of a channel of a server.</summary>
    public static DiscordCall? Of(Uri url) =>
        IsDiscord(url) && url.AbsolutePath.Trim('/').Split('/') is ["channels", var guild, var channel] && Id(guild) is { } guildId && Id(channel) is { } channelId
            ? new DiscordCall(guildId, channelId)
            : null;

    private static ulong? Id(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
