using Chronote.Recorder.Capture;
using Chronote.Recorder.Demo;
using Chronote.Recorder.Import;
using Chronote.Recorder.Record;
using Chronote.Recorder.Running;

namespace Chronote.Client.Tests.Arguments;

public sealed class CommandLines
{
    private static readonly Func<string, bool> OnlyAna = path => path is "ana.wav" or "a=b.wav";

    [Fact]
    public void Inputs_are_microphones_system_sound_devices_or_files()
    {
        var read = Record("--input", "mic", "--input", "others=system", "--input", "desk=alsa_input.usb-1", "--input", "ana=ana.wav", "--speed", "10");
        read.Inputs.Select(input => input.Source.GetType().Name).ShouldBe(["Microphone", "System", "Device", "File"]);
        read.Inputs.Select(input => input.Track).ShouldBe(["mic", "others", "desk", "ana"]);
        read.Speed.ShouldBe(10);
    }

    [Fact]
    public void An_input_written_out_again_reads_as_the_same_input()
    {
        foreach (var text in new[] { "mic=mic", "x=system", "desk=hw:1,0" })
            Input.Read(Input.Read(text, OnlyAna).ToString(), OnlyAna).ShouldBe(Input.Read(text, OnlyAna));
    }

    [Theory]
    [InlineData("--input", "ana.wav", "write NAME=SOURCE")]
    [InlineData("--input", "ana=", "after the =")]
    [InlineData("--input", "-x=mic", "cannot name a track")]
    [InlineData("--input", "ana=gone.wav", "no file gone.wav")]
    [InlineData("--input", "mic;--input;MIC=mic", "named mic")]
    [InlineData("--inptu", "mic", "Did you mean --input?")]
    [InlineData("--input", "mic;--speed;fast", "--speed is a number")]
    [InlineData("--input", "mic;--name", "--name needs a value")]
    [InlineData("--input", "mic;--live=yes", "--live takes no value")]
    [InlineData("--input", "mic;ana.wav", "--input NAME=ana.wav")]
    [InlineData("--name", "x", "Nothing to record")]
    public void A_mistake_is_named(string option, string rest, string sentence) =>
        Should.Throw<CommandFailed>(() => Record([option, .. rest.Split(';')])).Message.ShouldContain(sentence);

    [Fact]
    public void Resume_takes_a_meeting_or_none()
    {
        Record("--resume").ShouldSatisfyAllConditions(read => read.Resume.ShouldBeTrue(), read => read.Meeting.ShouldBeNull());
        Record("--resume", "01M", "--live").Meeting.ShouldBe("01M");
        Record("--resume", "--live").Live.ShouldBeTrue();
    }

    [Fact]
    public void An_imported_file_names_its_track()
    {
        ImportArguments.Read(["ana.wav"], OnlyAna).Inputs.Single().Track.ShouldBe("ana");
        ImportArguments.Read(["a=b.wav"], OnlyAna).Inputs.Single().Track.ShouldBe("a-b");
        ImportArguments.Read(["boss=ana.wav"], OnlyAna).Inputs.Single().Track.ShouldBe("boss");
        Should.Throw<CommandFailed>(() => ImportArguments.Read(["gone.wav"], OnlyAna)).Message.ShouldContain("no file gone.wav");
    }

    [Fact]
    public void The_demo_knows_its_options() =>
        DemoArguments.Read(["--crash", "--speed", "2", "--keep"]).ShouldBe(new DemoArguments(true, 2, null, true));

    private static RecordArguments Record(params string[] arguments) => RecordArguments.Read(arguments, OnlyAna);
}
