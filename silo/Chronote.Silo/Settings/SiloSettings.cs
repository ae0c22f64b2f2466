using Chronote.Engines;

namespace Chronote.Silo.Settings;

/// <summary>What a server can be told. Environment <c>CHRONOTE_…</c> wins over <c>chronote.json</c> in the data folder.</summary>
public sealed class SiloSettings
{
    /// <summary>Folder for the database, audio and keys. Default <c>$XDG_DATA_HOME/chronote</c>.</summary>
    public string Data { get; init; } = DefaultData();

    /// <summary>Where the server listens. Default <c>http://127.0.0.1:8000</c>: reachable from this machine only.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8000";

    /// <summary>Least level that is logged: trace, debug, info, warn, error. Default info.</summary>
    public string LogLevel { get; init; } = "info";

    public EngineOptions Transcription { get; init; } = new();

    private static string DefaultData() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? data : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
        "chronote");
}
