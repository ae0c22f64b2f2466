using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <param name="Usable">False: the bot can't work like this.</param>
internal sealed record DiscordFinding(bool Usable, string What, string Detail);

/// <summary>What <c>doctor</c> says of the bot: whose the token is, how to invite it, and what it lacks where it is.</summary>
internal static class DiscordSurvey
{
    private const int GuildsPerPage = 200;
    private const int GuildsMax = 1_000;

    public static async Task<IReadOnlyList<DiscordFinding>> Look(DiscordSettings settings, IDiscordRest rest, CancellationToken cancel)
    {
        var identity = await rest.Identity(cancel);
        if (identity is not RestAnswer<BotIdentity>.Ok { Value: var bot })
            return [new DiscordFinding(false, "Discord", identity is RestAnswer<BotIdentity>.Refused { Status: 401 }
                ? "Discord refuses the token. Copy it anew from the page Bot at discord.com/developers/applications; it is not the client secret."
                : $"{settings.ApiUrl} did not answer as it should: {Sessions.RecordingStart.Why(identity)}")];
        var findings = new List<DiscordFinding>
        {
            new(true, "Discord", $"the token is that of {bot.Name}. Invite it to a server: {BotPermissions.Invite(bot.Application.Value).AbsoluteUri}"),
        };
        if (bot.IsPublic && settings.AllowedGuilds.Count == 0)
            findings.Add(new DiscordFinding(true, "Discord servers",
                "warning: the bot is public and CHRONOTE_Discord__Guilds is empty: anybody may invite it and record here. Name your servers, or make the bot private"));
        var guilds = await Guilds(rest, cancel);
        if (guilds.Count == 0) findings.Add(new DiscordFinding(false, "Discord servers", "the bot is in no server yet: open the link above"));
        foreach (var guild in guilds) findings.Add(Of(guild, settings));
        foreach (var missing in settings.AllowedGuilds.Except(guilds.Select(guild => guild.Id.Value)))
            findings.Add(new DiscordFinding(false, "Discord servers", $"{missing} is named in CHRONOTE_Discord__Guilds, but the bot is not in it: open the link above"));
        return findings;
    }

    private static DiscordFinding Of(GuildFacts guild, DiscordSettings settings)
    {
        if (!settings.Allows(guild.Id.Value)) return new DiscordFinding(true, guild.Name, $"may not record here: {guild.Id} is not in CHRONOTE_Discord__Guilds");
        if (guild.Permissions is not { } has) return new DiscordFinding(true, guild.Name, $"the bot is in it ({guild.Id})");
        IReadOnlyList<string> missing = [.. BotPermissions.MissingInVoice(has).Union(BotPermissions.MissingInText(has))];
        return missing.Count == 0
            ? new DiscordFinding(true, guild.Name, $"the bot may do there what it needs, where no channel says otherwise ({guild.Id})")
            : new DiscordFinding(false, guild.Name, $"the bot lacks {string.Join(", ", missing)} ({guild.Id}): give its role these, or invite it again");
    }

    private static async Task<IReadOnlyList<GuildFacts>> Guilds(IDiscordRest rest, CancellationToken cancel)
    {
        var guilds = new List<GuildFacts>();
        Snowflake? after = null;
        while (guilds.Count < GuildsMax && await rest.Guilds(after, cancel) is RestAnswer<IReadOnlyList<GuildFacts>>.Ok { Value: { Count: > 0 } page })
        {
            guilds.AddRange(page);
            if (page.Count < GuildsPerPage) break;
            after = page[^1].Id;
        }
        return guilds;
    }
}
