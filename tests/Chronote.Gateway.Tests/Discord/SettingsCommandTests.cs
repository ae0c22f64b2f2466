using Chronote.Domain.Guilds;
using static Chronote.Gateway.Tests.Discord.DiscordWorld;

namespace Chronote.Gateway.Tests.Discord;

/// <summary><c>/settings</c>: what is taken, shown, acted on and refused.</summary>
public sealed class SettingsCommandTests
{
    [Fact]
    public async Task Settings_are_for_managers_shown_and_acted_on()
    {
        await using var world = await DiscordWorld.Start();
        (await world.Uses(Ana, "settings show")).Content.ShouldContain("Only members with Manage Server");
        (await world.Uses(Ana, "settings language", new { tag = "de" })).Content.ShouldContain("Only members with Manage Server");
        (await world.Uses(Zoe, "settings language", new { tag = "pt-BR" }, manages: true)).Content.ShouldContain("Language: pt-BR");
        (await world.Uses(Zoe, "settings vocabulary", new { words = "Chronote, Zoë , Chronote" }, manages: true)).Content.ShouldContain("Words to expect: Chronote, Zoë");
        (await world.Uses(Zoe, "settings auto-record", new { on = true }, manages: true)).Content.ShouldContain("every voice channel");
        (await world.Uses(Zoe, "settings auto-record", new { on = false }, manages: true)).Content.ShouldContain("Records by itself: nothing");
        (await world.Uses(Zoe, "settings show", manages: true)).Content.ShouldContain("CHRONOTE_PublicUrl");

        var meeting = await world.Records();
        world.Server.Rows("SELECT language || '|' || vocabulary FROM meetings WHERE meeting = $1", row => row.Text(0), meeting.Value).ShouldBe(["pt-BR|Chronote\nZoë"]);
        (await world.Uses(Zoe, "settings vocabulary", new { words = "none" }, manages: true)).Content.ShouldContain("Words to expect: none");
        (await world.Uses(Zoe, "settings language", new { tag = "auto" }, manages: true)).Content.ShouldContain("the engine decides");
    }

    [Theory]
    [InlineData("settings retention", """{"days":30}""", "so it is not accepted")]
    [InlineData("settings promotion", """{"strategy":"rolling"}""", "so none is accepted")]
    [InlineData("settings language", """{"tag":"klingon?"}""", "A language is a tag")]
    [InlineData("settings vocabulary", """{"words":" , "}""", "Name 1 to 100 words")]
    [InlineData("settings text-channel", """{"channel":"x"}""", "Name a text channel")]
    [InlineData("settings who-may-stop", """{"who":"nobody"}""", "Choose")]
    [InlineData("settings colour", "{}", "don't know this setting")]
    public async Task What_nothing_acts_on_and_what_is_wrong_is_refused_in_words(string command, string options, string said)
    {
        await using var world = await DiscordWorld.Start();
        var before = (await world.Grain.Look()).Settings;
        (await world.Uses(Zoe, command, System.Text.Json.JsonDocument.Parse(options).RootElement, manages: true)).Content.ShouldContain(said);
        (await world.Grain.Look()).Settings.ShouldBe(before, new SameSettings());
    }

    private sealed class SameSettings : IEqualityComparer<GuildSettings>
    {
        public bool Equals(GuildSettings? x, GuildSettings? y) => x!.Language == y!.Language && x.MayStop == y.MayStop && x.TextChannel == y.TextChannel && x.Vocabulary.SequenceEqual(y.Vocabulary);

        public int GetHashCode(GuildSettings obj) => 0;
    }
}
