using Chronote.Engines.Notes;
using Microsoft.Extensions.Configuration;

namespace Chronote.Engines.Tests;

public sealed class EngineOptionsTests
{
    [Fact]
    public void Every_setting_is_read_from_configuration()
    {
        var options = Bind(new()
        {
            ["Engine"] = "openai",
            ["Language"] = "de",
            ["Concurrency"] = "3",
            ["RequestsPerMinute"] = "120",
            ["MinimumSpacing"] = "00:00:00.5",
            ["OpenAI:BaseUrl"] = "http://127.0.0.1:8081/v1",
            ["OpenAI:ApiKey"] = "k",
            ["OpenAI:Model"] = "base",
            ["OpenAI:Audio"] = "wav",
            ["Command:Line"] = "x {audio}",
            ["PocketSphinx:Program"] = "ps",
        });
        options.Check().ShouldBeEmpty();
        (options.Engine, options.Language, options.Concurrency, options.RequestsPerMinute).ShouldBe(("openai", "de", 3, 120));
        options.MinimumSpacing.ShouldBe(TimeSpan.FromSeconds(0.5));
        (options.OpenAI.BaseUrl, options.OpenAI.ApiKey, options.OpenAI.Model, options.OpenAI.Audio)
            .ShouldBe(("http://127.0.0.1:8081/v1", "k", "base", "wav"));
        (options.Command.Line, options.PocketSphinx.Program).ShouldBe(("x {audio}", "ps"));
    }

    [Fact]
    public void Without_settings_nothing_is_wrong()
    {
        new EngineOptions().Check().ShouldBeEmpty();
        new NotesOptions().Check().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Engine", "whisper", "one of pocketsphinx, openai, command, none")]
    [InlineData("Language", "english please", "language tag")]
    [InlineData("Concurrency", "0", "between 1 and 64")]
    [InlineData("RequestsPerMinute", "-1", "between 1 and 100000")]
    [InlineData("MinimumSpacing", "00:02:00", "between 00:00:00 and 00:01:00")]
    public void A_mistake_is_one_sentence_with_the_setting_and_the_range(string name, string value, string says)
    {
        var mistake = Bind(new() { [name] = value }).Check().ShouldHaveSingleItem();
        mistake.ShouldStartWith($"Transcription:{name} is ");
        mistake.ShouldContain(says);
        mistake.ShouldEndWith(".");
    }

    [Theory]
    [InlineData("BaseUrl", "ftp://x", "http or https")]
    [InlineData("BaseUrl", "https://user:pass@host/v1", "without user")]
    [InlineData("ApiKey", "sk-sécret\n", "characters no key has")]
    [InlineData("Temperature", "3", "between 0 and 1")]
    [InlineData("Audio", "mp3", "ogg or wav")]
    [InlineData("TimeMax", "01:00:00", "between 00:00:01 and 00:05:00")]
    [InlineData("Model", " ", "missing")]
    public void A_mistake_of_the_chosen_engine_is_found_and_no_secret_is_shown(string name, string value, string says)
    {
        var mistake = Bind(new() { ["Engine"] = "OpenAI", [$"OpenAI:{name}"] = value }).Check().ShouldHaveSingleItem();
        mistake.ShouldContain($"Transcription:OpenAI:{name} ");
        mistake.ShouldContain(says);
        mistake.ShouldNotContain("sécret");
        mistake.ShouldNotContain("pass@");
        Bind(new() { ["Engine"] = "none", [$"OpenAI:{name}"] = value }).Check().ShouldBeEmpty();
    }

    [Fact]
    public void PocketSphinx_and_a_language_that_is_not_english_contradict_each_other()
        => Bind(new() { ["Engine"] = "pocketsphinx", ["Language"] = "de" }).Check().ShouldHaveSingleItem().ShouldContain("English only");

    [Fact]
    public void Options_do_not_print_their_key()
    {
        var options = new EngineOptions { OpenAI = new() { ApiKey = "sk-secret" } };
        $"{options} {options.OpenAI}".ShouldNotContain("sk-secret");
    }

    private static EngineOptions Bind(Dictionary<string, string?> settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<EngineOptions>()!;
}
