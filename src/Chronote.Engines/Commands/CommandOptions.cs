namespace Chronote.Engines.Commands;

/// <summary>Section <c>Transcription:Command</c>: any program on this machine that turns an audio file into text.</summary>
public sealed class CommandOptions
{
    /// <summary>
    /// The command line with placeholders: <c>{audio}</c> the file to read, <c>{language}</c> the language or <c>auto</c>,
    /// <c>{prompt}</c> expected words and the text before, <c>{output}</c> a path without ending the program may write its answer to
    /// (<c>.json</c> or <c>.txt</c>). No default.
    /// </summary>
    /// <remarks>No shell reads it: split at spaces, quotes keep parts together, and what somebody said can never become a
    /// command.</remarks>
    public string? Line { get; init; }

    /// <summary>Shown as the model of every segment. Default none.</summary>
    public string? Model { get; init; }

    /// <summary><c>draft</c> marks the text as a rough one. Default none.</summary>
    public string? Quality { get; init; }

    /// <summary><c>wav</c> (16 kHz, mono, 16 bit) or <c>ogg</c> (the recorded Opus). Default wav, which every program reads.</summary>
    public string Audio { get; init; } = "wav";

    /// <summary>How long one unit may take: 1 s to 5 min. Default 4 min. Then the program and all it started are killed.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromMinutes(4);

    internal IEnumerable<string> Check(string section) =>
    [
        .. CommandLine.Problems($"{section}:Line", Line),
        .. Bounds.OneOf($"{section}:Audio", Audio, "wav", "ogg"),
        .. Bounds.OneOf($"{section}:Quality", Quality, "draft"),
        .. Bounds.Between<TimeSpan>($"{section}:TimeMax", TimeMax, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
    ];
}
