namespace Chronote.Engines.PocketSphinx;

/// <summary>Section <c>Transcription:PocketSphinx</c>. On Debian and Ubuntu the packages pocketsphinx and pocketsphinx-en-us are all it
/// needs.</summary>
public sealed class PocketSphinxOptions
{
    /// <summary>The program's name, or its full path. Default <c>pocketsphinx_continuous</c>, found in PATH.</summary>
    public string Program { get; init; } = "pocketsphinx_continuous";

    /// <summary>Folder of the acoustic model. Default: the one the program was built for.</summary>
    public string? AcousticModel { get; init; }

    /// <summary>File of the language model. Default: the one the program was built for.</summary>
    public string? LanguageModel { get; init; }

    /// <summary>File of the pronunciation dictionary. Default: the one the program was built for.</summary>
    public string? Dictionary { get; init; }

    /// <summary>How long one unit may take: 5 s to 5 min. Default 4 min.</summary>
    /// <remarks>It needs about a fifth of the audio's length on an idle processor; two minutes of audio on a busy machine still
    /// fit.</remarks>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromMinutes(4);

    internal IEnumerable<string> Check(string section, string? language) =>
    [
        .. Bounds.Between<TimeSpan>($"{section}:TimeMax", TimeMax, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)),
        .. Bounds.ExistingFile($"{section}:AcousticModel", AcousticModel),
        .. Bounds.ExistingFile($"{section}:LanguageModel", LanguageModel),
        .. Bounds.ExistingFile($"{section}:Dictionary", Dictionary),
        .. LanguageTag.Primary(language) is not (null or "en")
            ? [$"Transcription:Language is '{language}', but pocketsphinx understands English only; choose another engine or leave it out."]
            : Array.Empty<string>(),
    ];
}
