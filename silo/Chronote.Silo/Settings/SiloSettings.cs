using Chronote.Engines;
using Chronote.Engines.Notes;

namespace Chronote.Silo.Settings;

/// <summary>What a server can be told.</summary>
public sealed class SiloSettings
{
    /// <summary>Folder for the database, audio and keys; made at the first start. Default: <c>$XDG_DATA_HOME/chronote</c>, else <c>~/.local/share/chronote</c>.</summary>
    public string? Data { get; init; }

    /// <summary>Address the server listens on. Default <c>http://127.0.0.1:8000</c>: reachable from this machine only.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8000";

    /// <summary>Least level that is logged: <c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c> or <c>error</c>. Default <c>info</c>.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary><c>text</c> for people, <c>json</c> for a log store. Default <c>text</c>.</summary>
    public string LogFormat { get; init; } = "text";

    /// <summary>How long a stopped meeting waits for owed chunks and their text: 1 s to 1 h. Default 60 s.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(60);

    public EngineOptions Transcription { get; init; } = new();

    public NotesOptions Notes { get; init; } = new();

    public string DataFolder => Data is { Length: > 0 } chosen ? chosen : Path.Combine(
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? data
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
        "chronote");

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Check() =>
    [
        .. Own(),
        .. Transcription.Check(),
        .. Notes.Check(),
    ];

    private IEnumerable<string> Own()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not "http")
            yield return $"Url is '{Url}'; it must be an address such as http://127.0.0.1:8000. For https put a reverse proxy in front.";
        if (LevelOf(LogLevel) is null) yield return $"LogLevel is '{LogLevel}'; it must be trace, debug, info, warn or error.";
        if (LogFormat is not ("text" or "json")) yield return $"LogFormat is '{LogFormat}'; it must be text or json.";
        if (DrainDeadline < TimeSpan.FromSeconds(1) || DrainDeadline > TimeSpan.FromHours(1)) yield return $"DrainDeadline is {DrainDeadline}; it must be 00:00:01 to 01:00:00.";
    }

    public static LogLevel? LevelOf(string name) => name.ToLowerInvariant() switch
    {
        "trace" => Microsoft.Extensions.Logging.LogLevel.Trace,
        "debug" => Microsoft.Extensions.Logging.LogLevel.Debug,
        "info" or "information" => Microsoft.Extensions.Logging.LogLevel.Information,
        "warn" or "warning" => Microsoft.Extensions.Logging.LogLevel.Warning,
        "error" => Microsoft.Extensions.Logging.LogLevel.Error,
        _ => null,
    };
}
