using Chronote.Engines;
using Chronote.Engines.Notes;
using Chronote.Storage.Sql.Postgres;

namespace Chronote.Silo.Settings;

/// <summary>What a server can be told.</summary>
public sealed class SiloSettings
{
    /// <summary>Folder for the database, audio and keys; made at the first start. Default: <c>$XDG_DATA_HOME/chronote</c>, else <c>~/.local/share/chronote</c>.</summary>
    public string? Data { get; init; }

    /// <summary>
    /// A PostgreSQL database (15 or newer) for everything but finished files: <c>postgresql://user:password@host/name</c>, or Npgsql's <c>Host=…;Username=…</c>.
    /// Default none: SQLite, one file in the data folder.
    /// </summary>
    /// <remarks>One machine needs no server beside this one; more than one, or a database that others look after, does.</remarks>
    public string? Database { get; init; }

    /// <summary>A read replica of that database, in the same form. Lists of meetings are read there, and from the database itself while it does not answer. Default none.</summary>
    public string? DatabaseReplica { get; init; }

    /// <summary>Connections to the database at most: 6 to 1,000. Default 20. The database serves all of its servers' connections together, 100 unless told otherwise.</summary>
    /// <remarks>Chunks use four at once, however many arrive; more connections help only where many meetings are read at the same time.</remarks>
    public int DatabaseConnections { get; init; } = 20;

    /// <summary>Address the server listens on. Default <c>http://127.0.0.1:8000</c>: reachable from this machine only.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8000";

    /// <summary>Least level that is logged: <c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c> or <c>error</c>. Default <c>info</c>.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary><c>text</c> for people, <c>json</c> for a log store. Default <c>text</c>.</summary>
    public string LogFormat { get; init; } = "text";

    /// <summary>How long a stopped meeting waits for owed chunks and their text: 1 s to 1 h. Default 60 s.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Address under which people reach this server, for instance <c>https://chronote.example.org</c>. Default none: the Discord bot posts no links, but notes as text and
    /// the transcript as an attachment.
    /// </summary>
    /// <remarks>A link that leads nowhere is worse than none.</remarks>
    public string? PublicUrl { get; init; }

    public ClusterSettings Cluster { get; init; } = new();

    public DiscordSettings Discord { get; init; } = new();

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
        .. Cluster.Check(),
        .. Discord.Check(),
        .. Transcription.Check(),
        .. Notes.Check(),
    ];

    private IEnumerable<string> Own()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not "http")
            yield return $"Url is '{Url}'; it must be an address such as http://127.0.0.1:8000. For https put a reverse proxy in front.";
        if (PublicUrl is { Length: > 0 } && (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var seen) || seen.Scheme is not ("http" or "https")))
            yield return $"PublicUrl is '{PublicUrl}'; it must be an address such as https://chronote.example.org.";
        if (LevelOf(LogLevel) is null) yield return $"LogLevel is '{LogLevel}'; it must be trace, debug, info, warn or error.";
        if (LogFormat is not ("text" or "json")) yield return $"LogFormat is '{LogFormat}'; it must be text or json.";
        if (PostgresConnection.Mistake(Database) is { } database) yield return $"Database can't be used: {database}";
        if (PostgresConnection.Mistake(DatabaseReplica) is { } replica) yield return $"DatabaseReplica can't be used: {replica}";
        if (DatabaseReplica is { Length: > 0 } && Database is not { Length: > 0 }) yield return "DatabaseReplica is set, but Database is not: SQLite has no replica.";
        if (DatabaseConnections is < 6 or > 1_000) yield return $"DatabaseConnections is {DatabaseConnections}; it must be 6 to 1000.";
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
