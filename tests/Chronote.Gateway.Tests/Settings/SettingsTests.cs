using System.Collections;
using Chronote.Gateway.Tests.World;
using Chronote.Silo.Settings;

namespace Chronote.Gateway.Tests.Settings;

public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chronote-settings-").FullName;

    [Theory]
    [InlineData("CHRONOTE_LogLevl", "CHRONOTE_LogLevel")]
    [InlineData("CHRONOTE_Transcription__Engin", "CHRONOTE_Transcription__Engine")]
    [InlineData("CHRONOTE_Transcription__OpenAI__BaseURI", "CHRONOTE_Transcription__OpenAI__BaseUrl")]
    [InlineData("CHRONOTE_Drain_Deadline", "CHRONOTE_DrainDeadline")]
    public void An_unknown_name_is_a_warning_with_the_nearest_right_one(string name, string nearest)
    {
        var loaded = Load((name, "x"));
        loaded.Mistakes.ShouldBeEmpty();
        var warning = loaded.Warnings.ShouldHaveSingleItem();
        warning.ShouldContain(name);
        warning.ShouldEndWith($"Did you mean {nearest}?");
    }

    [Theory]
    [InlineData("CHRONOTE_Server", "http://x")]
    [InlineData("CHRONOTE_ApiKey", "chr_1")]
    [InlineData("CHRONOTE_loglevel", "warn")]
    [InlineData("OTHER_LogLevl", "x")]
    public void A_name_that_is_known_or_none_of_ours_is_no_warning(string name, string value) => Load((name, value)).Warnings.ShouldBeEmpty();

    [Theory]
    [InlineData("CHRONOTE_Url", "nonsense", "Url is 'nonsense'")]
    [InlineData("CHRONOTE_Url", "ftp://127.0.0.1", "Url is 'ftp://127.0.0.1'")]
    [InlineData("CHRONOTE_DrainDeadline", "00:00:00", "DrainDeadline is 00:00:00")]
    [InlineData("CHRONOTE_DrainDeadline", "soon", "DrainDeadline")]
    [InlineData("CHRONOTE_Transcription__Concurrency", "many", "Transcription:Concurrency")]
    [InlineData("CHRONOTE_Transcription__Concurrency", "0", "Transcription:Concurrency")]
    [InlineData("CHRONOTE_Cluster__Port", "0", "Cluster:Port is 0")]
    [InlineData("CHRONOTE_Cluster__Port", "70000", "Cluster:Port is 70000")]
    [InlineData("CHRONOTE_Cluster__Address", "0.0.0.0", "Cluster:Address is '0.0.0.0'")]
    [InlineData("CHRONOTE_Cluster__Address", "not a name", "Cluster:Address is 'not a name'")]
    [InlineData("CHRONOTE_Transcription__Engine", "whispr", "Transcription:Engine is 'whispr'")]
    public void A_bad_value_is_a_sentence_that_names_it(string name, string value, string says)
    {
        var mistake = Load((name, value)).Mistakes.ShouldHaveSingleItem();
        mistake.ShouldContain(says);
        mistake.ShouldEndWith(".");
    }

    [Fact]
    public void A_value_that_can_not_be_read_hides_no_other_mistake()
    {
        var mistakes = Load(("CHRONOTE_DrainDeadline", "soon"), ("CHRONOTE_LogLevel", "loud")).Mistakes;
        mistakes.ShouldContain(mistake => mistake.Contains("DrainDeadline", StringComparison.Ordinal));
        mistakes.ShouldContain(mistake => mistake.Contains("LogLevel", StringComparison.Ordinal));
    }

    [Fact]
    public void The_environment_wins_over_the_file_and_the_file_over_older_names()
    {
        File.WriteAllText(Path.Combine(_folder, "chronote.json"), """{ "LogLevel": "warn", "Transcription": { "Concurrency": 3 } /* said */, "Url": "http://127.0.0.1:9000" }""");
        var loaded = Load(("LOG_LEVEL", "error"), ("MAX_CONCURRENCY", "7"), ("CHRONOTE_Url", "http://127.0.0.1:9001"));
        loaded.Settings.LogLevel.ShouldBe("warn");
        loaded.Settings.Transcription.Concurrency.ShouldBe(3);
        loaded.Settings.Url.ShouldBe("http://127.0.0.1:9001");
        Load().Effective.Single(setting => setting.Known.Path == "LogLevel").Origin.ShouldEndWith("chronote.json");
        loaded.Effective.Single(setting => setting.Known.Path == "Url").Origin.ShouldBe("CHRONOTE_Url");
        loaded.Effective.Single(setting => setting.Known.Path == "LogFormat").Origin.ShouldBe("default");
    }

    [Fact]
    public void Older_names_count_when_ours_is_not_set()
    {
        var loaded = Load(("LOG_LEVEL", "error"), ("MAX_CONCURRENCY", "7"));
        loaded.Settings.LogLevel.ShouldBe("error");
        loaded.Settings.Transcription.Concurrency.ShouldBe(7);
        loaded.Effective.Single(setting => setting.Known.Path == "LogLevel").Origin.ShouldBe("LOG_LEVEL");
    }

    [Fact]
    public void A_file_that_is_no_json_is_a_mistake_and_an_unknown_field_in_it_a_warning()
    {
        File.WriteAllText(Path.Combine(_folder, "chronote.json"), "{ nonsense");
        Load().Mistakes.ShouldHaveSingleItem().ShouldContain("chronote.json");
        File.WriteAllText(Path.Combine(_folder, "chronote.json"), """{ "LogLevl": "warn" }""");
        Load().Warnings.ShouldHaveSingleItem().ShouldContain("Did you mean CHRONOTE_LogLevel?");
    }

    [Fact]
    public void A_secret_may_stand_in_a_file()
    {
        var file = Path.Combine(_folder, "key");
        File.WriteAllText(file, "sk-of-a-file\n");
        var loaded = Load(("CHRONOTE_Transcription__OpenAI__ApiKey_FILE", file));
        loaded.Settings.Transcription.OpenAI.ApiKey.ShouldBe("sk-of-a-file");
        loaded.Warnings.ShouldBeEmpty();
        Load(("CHRONOTE_Transcription__OpenAI__ApiKey_FILE", file + ".none")).Mistakes.ShouldHaveSingleItem().ShouldContain(file + ".none");
    }

    [Fact]
    public async Task Config_prints_values_and_where_they_came_from_and_masks_secrets()
    {
        var file = Path.Combine(_folder, "key");
        await File.WriteAllTextAsync(file, "sk-of-a-file");
        using var process = ServeProcess.Start("config", new Dictionary<string, string>
        {
            ["CHRONOTE_Data"] = _folder,
            ["CHRONOTE_LogLevel"] = "warn",
            ["CHRONOTE_Transcription__OpenAI__ApiKey"] = "sk-very-secret",
            ["CHRONOTE_Notes__OpenAI__ApiKey_FILE"] = file,
            ["CHRONOTE_LogLevl"] = "x",
        });
        (await process.Ends()).ShouldBe(0, process.Output);
        process.Output.ShouldNotContain("sk-");
        process.Output.ShouldContain("(set, not shown)");
        var line = process.Output.Split('\n').Single(line => line.StartsWith("CHRONOTE_LogLevel ", StringComparison.Ordinal));
        line.ShouldEndWith("warn  [CHRONOTE_LogLevel]");
        process.Output.ShouldContain("warning: CHRONOTE_LogLevl is set, but nothing acts on it. Did you mean CHRONOTE_LogLevel?");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private LoadedSettings Load(params (string Name, string Value)[] environment)
    {
        var variables = new Hashtable { ["CHRONOTE_Data"] = _folder };
        foreach (var (name, value) in environment) variables[name] = value;
        return SettingsLoader.Load(variables);
    }
}
