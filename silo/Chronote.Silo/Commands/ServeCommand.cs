using System.Net.Sockets;
using Chronote.Domain.Ports;
using Chronote.Engines;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;

namespace Chronote.Silo.Commands;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <returns>0 after a stop that was asked for, 2 when it can't start; the reason is printed.</returns>
    public static async Task<int> Run(LoadedSettings loaded, IReadOnlyList<string> arguments)
    {
        var asked = ServeArguments.Read(arguments, GrainHosting.Name);
        if (asked.Mistake is { } unknown)
        {
            Console.Error.WriteLine($"error: {unknown}");
            return 64;
        }
        return asked.Silos > 1 ? await SilosCommand.Run(loaded, asked.Silos, TimeProvider.System) : await RunOne(loaded);
    }

    private static async Task<int> RunOne(LoadedSettings loaded)
    {
        foreach (var warning in loaded.Warnings) Console.Error.WriteLine($"warning: {warning}");
        foreach (var mistake in loaded.Mistakes) Console.Error.WriteLine($"error: {mistake}");
        if (loaded.Mistakes.Count > 0) return 2;
        try
        {
            using var folder = DataFolder.Take(loaded.Settings.DataFolder, shared: GrainHosting.Clusters(loaded.Settings));
            await using var app = Server.Build(loaded.Settings, folder);
            Say(app, folder, await Server.Start(app, folder));
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception failure) when (Explain(failure, loaded.Settings) is { } sentence)
        {
            Console.Error.WriteLine($"error: {sentence}");
            return 2;
        }
    }

    private static void Say(WebApplication app, DataFolder folder, bool isFirst)
    {
        var url = app.Urls.First();
        Console.WriteLine($"Chronote listens on {url} (API description: {url.TrimEnd('/')}/docs).");
        Console.WriteLine($"Data: {folder.Path}. Meetings are kept until they are deleted; an hour of speech takes about 15 MB.");
        Console.WriteLine($"Database: {app.Services.GetRequiredService<IDatabaseAtWork>().Name}.");
        Console.WriteLine(isFirst ? $"The admin key was made and is in {folder.AdminKey}."
            : File.Exists(folder.AdminKey) ? $"The admin key is in {folder.AdminKey}."
            : "The database has keys already; the admin key lies in the data folder where it was made.");
        Console.WriteLine(app.Services.GetRequiredService<EngineChoice>().Why);
    }

    private static string? Explain(Exception failure, SiloSettings settings) => failure switch
    {
        DataFolderException or GrainHostException or SchemaTooNewException or UnsuitableServerException => failure.Message,
        DllNotFoundException => failure.Message,
        StoreException store when settings.Database is { Length: > 0 } => $"{store.Message} {store.InnerException?.Message}".TrimEnd(),
        StoreException store => $"The database in {settings.DataFolder} can't be written: {store.Message}",
        Npgsql.NpgsqlException refused => $"The database can't be used: {refused.Message}",
        Microsoft.Data.Sqlite.SqliteException sqlite => $"The database in {settings.DataFolder} can't be opened: {sqlite.Message}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } or Microsoft.AspNetCore.Connections.AddressInUseException =>
            $"{settings.Url} is in use by another program. Stop it, or set CHRONOTE_Url to another address.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"This user may not listen on {settings.Url}. Set CHRONOTE_Url to a port above 1023.",
        SocketException socket => $"The server can't listen on {settings.Url}: {socket.Message}. Set CHRONOTE_Url to an address of this machine.",
        _ => null,
    };
}
