using Chronote.Recorder.Arguments;

namespace Chronote.Recorder.Demo;

/// <summary>The command line of <c>demo</c>.</summary>
internal sealed record DemoArguments(bool Crash, double Speed, string? Data, bool Keep)
{
    public const string Usage = "chronote demo [--crash]";

    public static readonly IReadOnlyList<Option> Options =
    [
        new("--crash", null, "kill the server three times and the recorder once on the way"),
        new("--speed", "N", "speak N times as fast as real time (transcription may fall behind, which loses nothing)"),
        new("--data", "FOLDER", "where to work; default a new folder among the temporary files"),
        new("--keep", null, "keep the server's data too, not only the finished files"),
        new("--help", null, "this text"),
    ];

    public static DemoArguments Read(IReadOnlyList<string> arguments)
    {
        var line = CommandLine.Read("demo", arguments, Options);
        if (line.Rest.Count > 0) throw CommandLine.Usage($"chronote demo does not know what to do with '{line.Rest[0]}'.");
        return new DemoArguments(line.Has("--crash"), line.Number("--speed", 1, 0.5, 50), line.Last("--data"), line.Has("--keep"));
    }
}
