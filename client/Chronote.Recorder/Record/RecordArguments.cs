using Chronote.Recorder.Arguments;
using Chronote.Recorder.Capture;

namespace Chronote.Recorder.Record;

/// <summary>The command line of <c>record</c>.</summary>
internal sealed record RecordArguments
{
    public const string Usage = "chronote record --input NAME=SOURCE [--input …]";

    public static readonly IReadOnlyList<Option> Options =
    [
        new("--input", "NAME=SOURCE", "a track: mic, system, a device's name, or a file that is paced as real time; may be repeated"),
        new("--name", "TEXT", "the meeting's name"),
        new("--language", "TAG", "the language spoken, such as en"),
        new("--meeting", "MEETING", "record into a meeting that is there already"),
        new("--resume", "MEETING", "go on after a crash; without a meeting the newest one on this machine", Optional: true),
        new("--speed", "N", "pace files N times as fast as real time"),
        new("--live", null, "print the transcript while it grows"),
        new("--wait", null, "wait until the meeting is completed"),
        new("--keep-open", null, "do not stop the meeting at the end"),
        new("--ledger", "FILE", "append every acknowledgement to a file"),
        new("--list", null, "list what waits in the spool and deliver it"),
        new("--quiet", null, "plain lines, no levels"),
        new("--help", null, "this text"),
    ];

    private const double SpeedMax = 1000;

    public required IReadOnlyList<Input> Inputs { get; init; }
    public string? Name { get; init; }
    public string? Language { get; init; }
    public string? Meeting { get; init; }
    public bool Resume { get; init; }
    /// <summary>Null: as it was before, or real time.</summary>
    public double? Speed { get; init; }
    public bool Live { get; init; }
    public bool Wait { get; init; }
    public bool KeepOpen { get; init; }
    public string? Ledger { get; init; }
    public bool List { get; init; }
    public bool Quiet { get; init; }

    public static RecordArguments Read(IReadOnlyList<string> arguments, Func<string, bool> fileExists)
    {
        var line = CommandLine.Read("record", arguments, Options);
        if (line.Rest.Count > 0) throw CommandLine.Usage($"chronote record does not know what to do with '{line.Rest[0]}'. A source is given as --input NAME={line.Rest[0]}");
        var (resume, list) = (line.Has("--resume"), line.Has("--list"));
        if (resume && line.Has("--meeting")) throw CommandLine.Usage("--resume names the meeting itself; --meeting is for a meeting this machine has not recorded.");
        var inputs = Input.ReadAll(line.All("--input"), fileExists);
        if (inputs.Count == 0 && !resume && !list) throw CommandLine.Usage("Nothing to record: give at least one --input, for instance --input me=mic");
        return new RecordArguments
        {
            Inputs = inputs, Name = line.Last("--name"), Language = line.Last("--language"), Resume = resume, List = list,
            Meeting = line.Last("--meeting") ?? (line.Last("--resume") is { Length: > 0 } named ? named : null),
            Speed = line.Has("--speed") ? line.Number("--speed", 1, 0.1, SpeedMax) : null,
            Live = line.Has("--live"), Wait = line.Has("--wait"), KeepOpen = line.Has("--keep-open"),
            Ledger = line.Last("--ledger"), Quiet = line.Has("--quiet"),
        };
    }
}
