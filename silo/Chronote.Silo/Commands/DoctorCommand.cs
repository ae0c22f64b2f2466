using System.Runtime.InteropServices;
using Chronote.Engines.Doctor;
using Chronote.Engines.OpenAi;
using Chronote.Silo.Discord;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Silo.Commands;

/// <summary>Says what is present, what would be used, and how to get what is missing.</summary>
internal static class DoctorCommand
{
    private static readonly (string Program, string Package, string For)[] Programs =
    [
        ("ffmpeg", "ffmpeg", "recording devices and importing files"),
        ("flite", "flite", "the demo's voices"),
        ("pocketsphinx_continuous", "pocketsphinx pocketsphinx-en-us", "draft transcription in English"),
    ];

    public static async Task<int> Run(LoadedSettings loaded)
    {
        var healthy = true;
        Line(true, ".NET", RuntimeInformation.FrameworkDescription);
        healthy &= await Store(loaded.Settings);
        Line(NativeLibrary.TryLoad("libopus.so.0", out _) || NativeLibrary.TryLoad("opus", out _), "libopus", "encoding and decoding", "apt-get install libopus0");
        foreach (var (program, package, use) in Programs) Line(Find(program) is not null, program, Find(program) ?? $"needed for {use}", $"apt-get install {package}");
        Line(true, "grain host", GrainHosting.Name);
        Line(true, "data folder", loaded.Settings.DataFolder);

        using var http = EngineHttp.NewClient();
        var report = await EngineSurvey.Look(loaded.Settings.Transcription, http, TimeProvider.System, CancellationToken.None);
        Console.WriteLine();
        Console.WriteLine($"Engine that would be used: {report.Chosen}. {report.Why}");
        foreach (var finding in report.Engines) Line(finding.Usable, finding.Engine, $"{finding.Detail}{(finding.Version is { } version ? $" Version {version}." : "")}", finding.HowToGet);
        if (loaded.Settings.Discord.IsOn && !loaded.Settings.Discord.Check().Any())
        {
            Console.WriteLine();
            using var line = new DiscordLine(loaded.Settings, TimeProvider.System, new SystemRandomness(), NullLoggerFactory.Instance);
            foreach (var finding in await DiscordSurvey.Look(loaded.Settings.Discord, line.Rest, CancellationToken.None))
            {
                Line(finding.Usable, finding.What, finding.Detail);
                healthy &= finding.Usable;
            }
        }
        Console.WriteLine();
        foreach (var block in report.HowToConnect) Console.WriteLine($"{block.Title}:\n\n    {block.Commands.Replace("\n", "\n    ")}\n");
        foreach (var warning in loaded.Warnings) Console.WriteLine($"warning: {warning}");
        foreach (var mistake in loaded.Mistakes) Console.WriteLine($"error: {mistake}");
        return healthy && loaded.Mistakes.Count == 0 ? 0 : 2;
    }

    private static async Task<bool> Store(SiloSettings settings)
    {
        if (settings.Database is not { Length: > 0 } database) return Sqlite();
        if (PostgresConnection.Mistake(database) is not null) return false; // said among the mistakes
        var healthy = await Postgres("store", database);
        if (settings.DatabaseReplica is { Length: > 0 } replica && PostgresConnection.Mistake(replica) is null) healthy &= await Postgres("read replica", replica);
        return healthy;
    }

    private static async Task<bool> Postgres(string what, string connection)
    {
        var (usable, detail) = await PostgresSurvey.Look(PostgresConnection.Of(connection, connectionsMax: 1));
        Line(usable, what, detail);
        return usable;
    }

    private static bool Sqlite()
    {
        try
        {
            SqliteNative.Use();
            Line(true, "store", $"SQLite {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()}, one file in the data folder");
            return true;
        }
        catch (DllNotFoundException missing)
        {
            Line(false, "store", missing.Message);
            return false;
        }
    }

    private static void Line(bool there, string what, string detail, string? howToGet = null) =>
        Console.WriteLine($"{(there ? "ok     " : "missing")}  {what,-24} {detail}{(!there && howToGet is not null ? $"  →  {howToGet}" : "")}");

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
