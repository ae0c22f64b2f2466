using Chronote.Recorder.Arguments;

namespace Chronote.Recorder.Capture;

/// <summary>Where a track's audio comes from.</summary>
internal abstract record InputSource
{
    /// <summary>The default microphone.</summary>
    public sealed record Microphone : InputSource;

    /// <summary>What the loudspeakers play.</summary>
    public sealed record System : InputSource;

    /// <summary>A sound device by the name its system gives it.</summary>
    public sealed record Device(string Name) : InputSource;

    /// <summary>Recorded audio that stands in for a live source.</summary>
    public sealed record File(string Path) : InputSource;

    private InputSource() { }
}

/// <summary>One <c>--input NAME=SOURCE</c>.</summary>
internal sealed record Input(string Track, InputSource Source)
{
    private const int TrackCharactersMax = 64;

    /// <summary>Reads <c>mic</c>, <c>system</c>, <c>NAME=mic</c>, <c>NAME=file.wav</c>, <c>NAME=device</c>. What exists as a file is one.</summary>
    public static Input Read(string text, Func<string, bool> fileExists)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, source) = equals > 0 ? (text[..equals], text[(equals + 1)..]) : (text, text);
        if (equals < 0 && source is not ("mic" or "system"))
            throw CommandLine.Usage($"--input {text}: write NAME=SOURCE, for instance --input ana={text}.");
        if (!IsTrackId(name))
            throw CommandLine.Usage($"--input {text}: '{name}' cannot name a track; 1 to {TrackCharactersMax} of A-Z a-z 0-9 . _ -, beginning with a letter or digit.");
        if (source.Length == 0) throw CommandLine.Usage($"--input {text}: after the = comes mic, system, a device or a file.");
        return new Input(name, source switch
        {
            "mic" => new InputSource.Microphone(),
            "system" => new InputSource.System(),
            _ when fileExists(source) => new InputSource.File(Path.GetFullPath(source)),
            _ when LooksLikeAFile(source) => throw CommandLine.Usage($"--input {text}: there is no file {source}."),
            _ => new InputSource.Device(source),
        });
    }

    /// <summary>Reads all of them; names must differ by more than the case of their letters, because they are folders on every system.</summary>
    public static IReadOnlyList<Input> ReadAll(IEnumerable<string> texts, Func<string, bool> fileExists)
    {
        var inputs = texts.Select(text => Read(text, fileExists)).ToList();
        if (inputs.GroupBy(input => input.Track, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw CommandLine.Usage($"Two inputs are named {twice.Key}; each track needs a name of its own.");
        return inputs;
    }

    /// <summary>As it would be written on the command line, with a file's full path.</summary>
    public override string ToString() => $"{Track}=" + Source switch
    {
        InputSource.Microphone => "mic",
        InputSource.System => "system",
        InputSource.Device device => device.Name,
        InputSource.File file => file.Path,
        _ => throw new global::System.Diagnostics.UnreachableException(),
    };

    /// <summary>A track id (PROTOCOL, P-20) from any text, such as a file's name.</summary>
    public static string TrackIdFrom(string text)
    {
        var letters = new string([.. text.Select(letter => IsTrackLetter(letter) ? letter : '-')]).TrimStart('.', '_', '-');
        return letters.Length == 0 ? "track" : letters[..Math.Min(letters.Length, TrackCharactersMax)];
    }

    private static bool IsTrackId(string name) =>
        name.Length is >= 1 and <= TrackCharactersMax && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsTrackLetter);

    private static bool IsTrackLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';

    // Device names have neither folders nor these endings; a mistyped path should not be looked for among the sound cards.
    private static bool LooksLikeAFile(string source) =>
        source.Contains('/', StringComparison.Ordinal) || Path.GetExtension(source).ToLowerInvariant() is ".wav" or ".mp3" or ".ogg" or ".opus" or ".flac" or ".m4a" or ".mp4" or ".webm" or ".mkv";
}
