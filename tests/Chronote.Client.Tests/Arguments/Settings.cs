using Chronote.Recorder.Running;
using Chronote.Recorder.Settings;

namespace Chronote.Client.Tests.Arguments;

public sealed class Settings
{
    private const string Home = "someone";

    [Fact]
    public void Without_any_setting_the_defaults_are_the_documented_ones()
    {
        var settings = Read();
        settings.Server.ShouldBe(new Uri("http://127.0.0.1:8000"));
        settings.Data.ShouldBe(Path.Combine(Home, ".local", "share", "chronote"));
        settings.Sealing.ChunkSamplesMin.ShouldBe(5 * 48_000);
        settings.Sealing.ChunkSamplesMax.ShouldBe(15 * 48_000);
        settings.Sealing.GapSamples.ShouldBe(24_000);
        settings.Key.ShouldBeNull();
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("7000", 7)]
    [InlineData("0.5", 0.5)]
    public void The_older_names_are_read_in_seconds_or_milliseconds(string text, double seconds) =>
        Read(("RECORDING_MIN_SEGMENT_DURATION", text)).Sealing.ChunkSamplesMin.ShouldBe((long)(seconds * 48_000));

    [Fact]
    public void Our_names_win_over_the_older_ones() =>
        Read(("RECORDING_SILENCE_THRESHOLD", "800"), ("CHRONOTE_Recorder__Silence", "300")).Sealing.GapSamples.ShouldBe(14_400);

    [Theory]
    [InlineData("CHRONOTE_Server", "ftp://x", "CHRONOTE_Server is an address")]
    [InlineData("CHRONOTE_Recorder__ChunkMin", "20", "must be less than")]
    [InlineData("RECORDING_SILENCE_THRESHOLD", "soon", "RECORDING_SILENCE_THRESHOLD is a length of time")]
    [InlineData("CHRONOTE_Recorder__SpoolBytesMax", "1", "is a whole number from")]
    [InlineData("CHRONOTE_ApiKey_FILE", "/none", "cannot be read")]
    public void A_wrong_setting_is_named(string name, string value, string sentence) =>
        Should.Throw<CommandFailed>(() => Read((name, value))).Message.ShouldContain(sentence);

    [Fact]
    public void The_key_is_taken_from_the_file_the_server_made_and_never_shown()
    {
        var settings = RecorderSettings.Read(name => name == "HOME" ? Home : null, path => path.EndsWith("admin.key", StringComparison.Ordinal) ? "secret\n" : null);
        settings.Key!.Header().Parameter.ShouldBe("secret");
        settings.ToString().ShouldNotContain("secret");
    }

    private static RecorderSettings Read(params (string Name, string Value)[] set)
    {
        var environment = set.Append(("HOME", Home)).ToDictionary(each => each.Item1, each => each.Item2);
        return RecorderSettings.Read(environment.GetValueOrDefault, _ => null);
    }
}
