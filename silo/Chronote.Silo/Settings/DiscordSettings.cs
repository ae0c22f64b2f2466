using System.Globalization;

namespace Chronote.Silo.Settings;

/// <summary>The Discord bot. It runs where a token is set.</summary>
/// <remarks>A class and no record: a record would print its token whenever somebody logs it.</remarks>
public sealed class DiscordSettings
{
    /// <summary>The bot's token, from its page "Bot" at discord.com/developers. Default none: no bot runs.</summary>
    public string? Token { get; init; }

    /// <summary>Where Discord's REST API is, without its version. Default <c>https://discord.com/api</c>.</summary>
    public string ApiUrl { get; init; } = "https://discord.com/api";

    /// <summary>A PEM file of certificates to trust instead of the system's, for a Discord of one's own. Default none.</summary>
    public string? TrustedRootCertificate { get; init; }

    /// <summary>Id of one Discord server: commands are registered there alone, at once. Default none: everywhere, which may take Discord some time.</summary>
    public string? GuildId { get; init; }

    /// <summary>Ids of the Discord servers that may record, divided by commas. Default none: every server that the bot is in.</summary>
    /// <remarks>A public bot can be invited by anybody, who would then record on your machine and your engine's account.</remarks>
    public string? Guilds { get; init; }

    public bool IsOn => Token is { Length: > 0 };

    public IReadOnlyList<ulong> AllowedGuilds => [.. Ids(Guilds).Select(id => id ?? 0)];

    public ulong? OnlyGuild => Ids(GuildId).FirstOrDefault();

    /// <summary>Whether a server may record here.</summary>
    public bool Allows(ulong guild) => AllowedGuilds is not { Count: > 0 } allowed || allowed.Contains(guild);

    public IEnumerable<string> Check()
    {
        if (Token is { Length: > 0 } token && token.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            yield return "Discord:Token has a blank or a line break in it; it is the token alone, without the word Bot.";
        if (!Uri.TryCreate(ApiUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return $"Discord:ApiUrl is '{ApiUrl}'; it must be an address such as https://discord.com/api.";
        if (TrustedRootCertificate is { Length: > 0 } certificate && !File.Exists(certificate))
            yield return $"Discord:TrustedRootCertificate names the file {certificate}, which is not there.";
        if (GuildId is { Length: > 0 } && (Ids(GuildId).Count != 1 || OnlyGuild is null)) yield return $"Discord:GuildId is '{GuildId}'; it must be the id of a Discord server, a number.";
        if (Ids(Guilds).Contains(null)) yield return $"Discord:Guilds is '{Guilds}'; it must be ids of Discord servers, divided by commas.";
    }

    private static IReadOnlyList<ulong?> Ids(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : (ulong?)null),
    ];
}
