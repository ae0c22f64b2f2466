using Chronote.Domain.Transcription;
using Chronote.Engines.Commands;
using Chronote.Engines.Tests.Processes;
using Chronote.Engines.Tests.Speech;

namespace Chronote.Engines.Tests.Commands;

public sealed class CommandEngineTests : EngineConformance, IDisposable
{
    private readonly Script scripts = new();

    protected override ITranscriptionEngine NewEngine() => Playing("echo 'Hello there. Good-bye.'");

    protected override ITranscriptionEngine NewHangingEngine() => Playing("sleep 30", timeMax: TimeSpan.FromSeconds(1));

    protected override ITranscriptionEngine NewGarbledEngine() => Playing("head -c 1000 /dev/zero");

    protected override ITranscriptionEngine NewMissingEngine() => With("/nowhere/whisper {audio}");

    [Fact]
    public async Task The_program_gets_a_wav_file_language_and_prompt_each_as_one_argument()
    {
        var seen = scripts.PathOf("seen");
        var copy = scripts.PathOf("copy.wav");
        var program = scripts.Write($"cp \"$1\" {copy}; shift; printf '%s|' \"$@\" > {seen}; echo ok");
        var request = UnitOf.Samples(UnitOf.Tone(1, -20), context: "\"quoted\" $(touch /tmp/pwned); {audio} -x", language: "en-GB");
        await With($"{program} {{audio}} --language={{language}} '{{prompt}}' \"two words\"").Transcribe(request, CancellationToken.None);
        (await File.ReadAllTextAsync(seen)).ShouldBe("--language=en|\"quoted\" $(touch /tmp/pwned); {audio} -x|two words|");
        new FileInfo(copy).Length.ShouldBe(44 + 32_000);
    }

    [Fact]
    public async Task The_audio_is_gone_when_the_program_has_ended()
    {
        var seen = scripts.PathOf("seen");
        await Playing($"printf %s \"$1\" > {seen}; ls -ld \"$(dirname \"$1\")\" | cut -c1-10 >> {seen}; echo ok")
            .Transcribe(Unit(), CancellationToken.None);
        var lines = await File.ReadAllTextAsync(seen);
        lines.ShouldContain("drwx------");
        File.Exists(lines.Split("drwx")[0]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"result":{"language":"en"},"transcription":[{"offsets":{"from":100,"to":500},"text":" Hello."}]}""")]
    [InlineData("""{"language":"en","segments":[{"start":0.1,"end":0.5,"text":"Hello."}]}""")]
    [InlineData("[00:00:00.100 --> 00:00:00.500]   Hello.")]
    [InlineData("[00:00.100 --> 00:00.500] Hello.")]
    public async Task Every_documented_form_is_read(string output)
    {
        var file = scripts.PathOf("output");
        await File.WriteAllTextAsync(file, output);
        var text = (await Playing($"cat {file}").Transcribe(Unit(), CancellationToken.None)).ShouldBeOfType<EngineAnswer.Text>();
        text.Language.ShouldBe("en");
        text.Segments.ShouldBe([new EngineSegment(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5), "Hello.")]);
    }

    [Fact]
    public async Task An_answer_in_the_named_file_goes_before_what_was_printed()
    {
        const string json = """{"segments":[{"start":0,"end":1,"text":"From the file."}]}""";
        var program = scripts.Write($"echo progress 50%; echo '{json}' > \"$2.json\"");
        var answer = await With($"{program} {{audio}} {{output}}").Transcribe(Unit(), CancellationToken.None);
        var text = answer.ShouldBeOfType<EngineAnswer.Text>();
        text.Segments.Single().Text.ShouldBe("From the file.");
    }

    [Theory]
    [InlineData(1, typeof(EngineAnswer.Theirs)), InlineData(65, typeof(EngineAnswer.Audio)), InlineData(64, typeof(EngineAnswer.Ours)),
        InlineData(127, typeof(EngineAnswer.Ours))]
    public async Task An_exit_code_says_whose_fault_it_is_and_the_last_words_say_why(int code, Type kind)
    {
        var answer = await Playing($"echo 'the model is broken' >&2; exit {code}").Transcribe(Unit(), CancellationToken.None);
        answer.GetType().ShouldBe(kind);
        answer.ToString()!.ShouldContain("the model is broken");
    }

    [Fact]
    public async Task Out_of_time_the_program_and_all_it_started_are_killed()
    {
        var pid = scripts.PathOf("pid");
        var answer = await Playing($"sleep 60 & echo $! > {pid}; wait", timeMax: TimeSpan.FromSeconds(1))
            .Transcribe(Unit(), CancellationToken.None);
        answer.ShouldBeOfType<EngineAnswer.Theirs>().Message.ShouldContain("longer");
        var child = int.Parse(await File.ReadAllTextAsync(pid), System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < 50 && IsRunning(child); i++) await Task.Delay(20);
        IsRunning(child).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_that_never_stops_talking_is_stopped()
        => (await Playing("yes hello").Transcribe(Unit(), CancellationToken.None)).ShouldBeOfType<EngineAnswer.Theirs>().Message
            .ShouldContain("more than");

    [Fact]
    public async Task A_child_that_keeps_the_pipe_open_does_not_hold_the_answer_up()
    {
        var call = Playing("sleep 20 & echo hello; exit 3").Transcribe(Unit(), CancellationToken.None);
        (await call.WaitAsync(TimeSpan.FromSeconds(8))).ShouldBeOfType<EngineAnswer.Theirs>();
    }

    [Fact]
    public async Task Our_settings_stay_out_of_the_programs_environment()
    {
        Environment.SetEnvironmentVariable("CHRONOTE_Test__ApiKey", "sk-secret");
        try
        {
            var answer = await Playing("env | grep -c sk-secret; true").Transcribe(Unit(), CancellationToken.None);
            answer.ShouldBeOfType<EngineAnswer.Text>().Segments.Single().Text.ShouldBe("0");
        }
        finally
        {
            Environment.SetEnvironmentVariable("CHRONOTE_Test__ApiKey", null);
        }
    }

    [Theory]
    [InlineData(null, "missing"), InlineData("whisper 'x", "quote"), InlineData("whisper -f x", "{audio}"), InlineData("{audio}", "begin")]
    public void A_wrong_command_line_is_a_sentence(string? line, string says)
        => CommandLine.Problems("Transcription:Command:Line", line).Single().ShouldContain(says);

    public void Dispose() => scripts.Dispose();

    private static EngineRequest Unit() => UnitOf.Samples(UnitOf.Babble(1, -20));

    private CommandEngine Playing(string script, TimeSpan? timeMax = null) => With($"{scripts.Write(script)} {{audio}}", timeMax);

    private static CommandEngine With(string line, TimeSpan? timeMax = null)
        => new(new CommandOptions { Line = line, TimeMax = timeMax ?? TimeSpan.FromSeconds(20) }, defaultLanguage: null,
            TimeProvider.System);

    private static bool IsRunning(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited && !(File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Contains(") Z "));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
