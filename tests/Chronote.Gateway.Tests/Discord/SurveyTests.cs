using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Silo.Discord;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>What doctor says of the bot.</summary>
public sealed class SurveyTests
{
    private static readonly DiscordSettings Any = new() { Token = "x" };

    [Fact]
    public async Task A_bot_in_no_server_is_told_how_to_be_invited_with_exactly_what_it_needs()
    {
        var findings = await DiscordSurvey.Look(Any, new ScriptedRest(), CancellationToken.None);
        findings[0].Detail.ShouldContain("https://discord.com/oauth2/authorize?client_id=501&scope=bot%20applications.commands&permissions=68193280");
        findings.ShouldContain(finding => !finding.Usable && finding.Detail.Contains("in no server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_permissions_are_named_by_server()
    {
        var rest = new ScriptedRest
        {
            Servers = [new GuildFacts(new Snowflake(7), "Good", BotPermissions.Administrator), new GuildFacts(new Snowflake(8), "Bad", BotPermissions.ViewChannel | BotPermissions.Connect)],
        };
        var findings = await DiscordSurvey.Look(Any, rest, CancellationToken.None);
        findings.Single(finding => finding.What == "Good").Usable.ShouldBeTrue();
        findings.Single(finding => finding.What == "Bad").Detail.ShouldContain("lacks Change Nickname, Send Messages, Attach Files");
    }

    [Fact]
    public async Task A_public_bot_without_a_list_is_warned_of_and_one_with_a_list_knows_who_is_missing()
    {
        var rest = new ScriptedRest { IsPublic = true, Servers = [new GuildFacts(new Snowflake(7), "Other")] };
        (await DiscordSurvey.Look(Any, rest, CancellationToken.None)).ShouldContain(finding => finding.Detail.Contains("anybody may invite it", StringComparison.Ordinal));
        var limited = await DiscordSurvey.Look(new DiscordSettings { Token = "x", Guilds = "9" }, rest, CancellationToken.None);
        limited.ShouldNotContain(finding => finding.Detail.Contains("anybody may invite it", StringComparison.Ordinal));
        limited.ShouldContain(finding => finding.What == "Other" && finding.Detail.Contains("may not record", StringComparison.Ordinal));
        limited.ShouldContain(finding => !finding.Usable && finding.Detail.StartsWith("9 is named", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_token_is_said_to_be_one()
    {
        var findings = await DiscordSurvey.Look(Any, new ScriptedRest { TokenIsRefused = true }, CancellationToken.None);
        findings.ShouldHaveSingleItem().Detail.ShouldContain("refuses the token");
    }
}
