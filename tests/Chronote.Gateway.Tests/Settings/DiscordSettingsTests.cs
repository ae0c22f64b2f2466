using System.Collections;
using Chronote.Silo.Settings;

namespace Chronote.Gateway.Tests.Settings;

public sealed class DiscordSettingsTests
{
    [Theory]
    [InlineData("Token", "Bot abc", "Discord:Token has a blank")]
    [InlineData("ApiUrl", "discord.com", "Discord:ApiUrl is 'discord.com'")]
    [InlineData("TrustedRootCertificate", "/nowhere/root.pem", "which is not there")]
    [InlineData("GuildId", "1,2", "Discord:GuildId is '1,2'")]
    [InlineData("GuildId", "my server", "Discord:GuildId is 'my server'")]
    [InlineData("Guilds", "1, x", "Discord:Guilds is '1, x'")]
    public void A_mistake_is_a_sentence_that_names_the_setting(string name, string value, string said) =>
        Load((name, value)).Mistakes.ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void A_list_of_servers_lets_those_in_and_no_others_and_an_empty_one_lets_all_in()
    {
        var limited = Load(("Token", "abc"), ("Guilds", " 7 ,18446744073709551615,")).Settings.Discord;
        limited.AllowedGuilds.ShouldBe([7UL, ulong.MaxValue]);
        (limited.Allows(7), limited.Allows(8)).ShouldBe((true, false));
        var open = Load(("Token", "abc")).Settings.Discord;
        (open.IsOn, open.Allows(8), open.OnlyGuild).ShouldBe((true, true, null));
        Load().Settings.Discord.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void The_token_is_a_secret_and_may_lie_in_a_file()
    {
        KnownSettings.All.Single(known => known.Path == "Discord:Token").Secret.ShouldBeTrue();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "abc\n");
        Load(("Token_FILE", file)).Settings.Discord.Token.ShouldBe("abc");
        File.Delete(file);
    }

    private static LoadedSettings Load(params (string Name, string Value)[] settings)
    {
        var variables = new Hashtable { ["CHRONOTE_Data"] = Path.GetTempPath() };
        foreach (var (name, value) in settings) variables[$"CHRONOTE_Discord__{name}"] = value;
        return SettingsLoader.Load(variables);
    }
}
