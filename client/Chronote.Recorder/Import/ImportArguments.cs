using Chronote.Recorder.Arguments;
using Chronote.Recorder.Capture;

namespace Chronote.Recorder.Import;

/// <summary>The command line of <c>import</c>.</summary>
internal sealed record ImportArguments
{
    public const string Usage = "chronote import FILE… (one track per file; NAME=FILE names the track)";

    public static readonly IReadOnlyList<Option> Options =
    [
        new("--name", "TEXT", "the meeting's name"),
        new("--language", "TAG", "the language spoken, such as en"),
        new("--meeting", "MEETING", "import into a meeting that is there already"),
        new("--live", null, "print the transcript while it grows"),
        new("--wait", null, "wait until the meeting is completed"),
        new("--keep-open", null, "do not stop the meeting at the end"),
        new("--ledger", "FILE", "append every acknowledgement to a file"),
        new("--quiet", null, "plain lines, no progress"),
        new("--help", null, "this text"),
    ];

    public required IReadOnlyList<Input> Inputs { get; init; }
    public string? Name { get; init; }
    public string? Language { get; init; }
    public string? Meeting { get; init; }
    public bool Live { get; init; }
    public bool Wait { get; init; }
    public bool KeepOpen { get; init; }
    public string? Ledger { get; init; }
    public bool Quiet { get; init; }

    public static ImportArguments Read(IReadOnlyList<string> arguments, Func<string, bool> fileExists)
    {
        var line = CommandLine.Read("import", arguments, Options);
        if (line.Rest.Count == 0) throw CommandLine.Usage("Nothing to import: name at least one file.");
        return new ImportArguments
        {
            Inputs = Input.ReadAll(line.Rest.Select(text => Named(text, fileExists)), fileExists),
            Name = line.Last("--name"), Language = line.Last("--language"), Meeting = line.Last("--meeting"), Live = line.Has("--live"),
            Wait = line.Has("--wait"), KeepOpen = line.Has("--keep-open"), Ledger = line.Last("--ledger"), Quiet = line.Has("--quiet"),
        };
    }

    // A bare file becomes a track of its name; a file whose own name holds a '=' is still a file.
    private static string Named(string text, Func<string, bool> fileExists)
    {
        if (fileExists(text)) return $"{Input.TrackIdFrom(Path.GetFileNameWithoutExtension(text))}={text}";
        var path = text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return fileExists(path) ? text : throw CommandLine.Usage($"There is no file {path}.");
    }
}
