using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Engines;
using Chronote.Silo;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Gateway.Tests.World;

/// <summary>The real server in this process, on a port of its own and a data folder of its own: real HTTP, real SQLite, real grains.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private const int LooksMax = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private const int SmallSteps = 8;
    private static readonly TimeSpan SmallStep = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LargeStep = TimeSpan.FromSeconds(2);

    private readonly DataFolder _folder;
    private readonly bool _ownsFolder;
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private TestServer(ServerWishes wishes, DataFolder folder, bool ownsFolder, WebApplication app, CapturedLog log)
    {
        (Wishes, _folder, _ownsFolder, _app, Log) = (wishes, folder, ownsFolder, app, log);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        Admin = new Caller(_http, this, File.ReadAllText(folder.AdminKey).Trim());
        Nobody = new Caller(_http, this, null);
    }

    public ServerWishes Wishes { get; }
    public CapturedLog Log { get; }
    public Uri Address => _http.BaseAddress!;
    public string Folder => _folder.Path;
    public ManualTime Clock => Wishes.Clock ?? throw new InvalidOperationException("This server runs in real time.");

    /// <summary>The first key: of tenant <c>default</c>, for everything.</summary>
    public Caller Admin { get; }

    public Caller Nobody { get; }

    public static Task<TestServer> Start(ServerWishes? wishes = null) => Start(wishes ?? new ServerWishes(), Directory.CreateTempSubdirectory("chronote-gateway-").FullName, ownsFolder: true);

    /// <summary>A server on a folder that is there already; it is deleted with the server.</summary>
    public static Task<TestServer> On(string folder, ServerWishes wishes) => Start(wishes, folder, ownsFolder: true);

    /// <summary>Ends this server and starts another on the same folder.</summary>
    /// <param name="between">Statements run on the database while nobody is at work on it.</param>
    public async Task<TestServer> Restart(params string[] between)
    {
        await Stop();
        if (between.Length > 0)
        {
            using var database = SqliteDatabase.Open(_folder.Database, TimeProvider.System, NullLoggerFactory.Instance);
            foreach (var sql in between) await database.Writer.Write(Lane.Rest, session => session.Run(sql));
        }
        return await Start(Wishes, Folder, _ownsFolder);
    }

    /// <summary>A new key of a tenant.</summary>
    public async Task<Caller> Tenant(string tenant, KeyScope scope = KeyScope.Admin)
    {
        var key = "chr_" + tenant + scope;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var keys = Service<IKeyStore>();
        if (await keys.Find(hash) is null) await keys.Add(hash, new ApiKey(new TenantId(tenant), $"{tenant}'s {scope}", scope), Service<TimeProvider>().GetUtcNow());
        return With(key);
    }

    public Caller With(string key) => new(_http, this, key);

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Reads rows beside the server, as an auditor would.</summary>
    public List<T> Rows<T>(string sql, Func<SqlRow, T> read, params object?[] values) => Service<SqliteDatabase>().Read(session => session.All(sql, read, values));

    public long Count(string sql, params object?[] values) => Service<SqliteDatabase>().Read(session => session.Number(sql, values));

    /// <summary>Changes rows behind the server's back.</summary>
    public Task Change(string sql, params object?[] values) => Service<SqliteDatabase>().Writer.Write(Lane.Rest, session => session.Run(sql, values));

    /// <summary>No page more, or so many more, may be written: as on a disk that is full.</summary>
    public async Task Full(int pagesMore = 0)
    {
        var writer = Service<SqliteDatabase>().Writer;
        await writer.Write(Lane.Rest, session => session.Run("CREATE TABLE IF NOT EXISTS filler (bytes BLOB)"));
        await writer.Write(Lane.Rest, session => session.Number($"PRAGMA max_page_count = {session.Number("PRAGMA page_count") + pagesMore}"));
        // Pages that deleted rows left would be room.
        for (var free = pagesMore > 0 ? 0 : Count("PRAGMA freelist_count") + 1; free > 0; free--)
        {
            try
            {
                await Change("INSERT INTO filler VALUES (zeroblob(4000))");
            }
            catch (StoreException)
            {
                return;
            }
        }
    }

    /// <summary>Somebody made room.</summary>
    public Task Roomy() => Service<SqliteDatabase>().Writer.Write(Lane.Rest, session => session.Number("PRAGMA max_page_count = 1000000"));

    /// <summary>Waits, within a bound, until something is so. A manual clock is moved meanwhile.</summary>
    public Task Until(Func<Task<bool>> isSo, Func<Task<string>>? what = null) => Until(isSo, what, look => Wishes.Clock?.Advance(look < SmallSteps ? SmallStep : LargeStep));

    /// <summary>Waits until something is so, while a manual clock moves by no more than <paramref name="budget"/>: however slow the machine, it came within that time.</summary>
    public Task Within(TimeSpan budget, Func<Task<bool>> isSo) => Until(isSo, () => Task.FromResult($"within {budget}"), look =>
    {
        if (SmallStep * (look + 1) <= budget) Clock.Advance(SmallStep);
    });

    private async Task Until(Func<Task<bool>> isSo, Func<Task<string>>? what, Action<int> goOn)
    {
        for (var look = 0; look < LooksMax; look++)
        {
            if (await isSo()) return;
            goOn(look);
            await Pause();
        }
        var told = Log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).TakeLast(20);
        throw new ShouldAssertException($"Waited in vain for: {(what is null ? "it" : await what())}\n{string.Join('\n', told)}");
    }

    public Task Until(Func<bool> isSo, string? what = null) => Until(() => Task.FromResult(isSo()), () => Task.FromResult(what ?? "it"));

    /// <summary>Lets what is under way go on, for so many steps of 20 ms; moves no clock.</summary>
    public static async Task Pause(int steps = 1)
    {
        var time = TimeProvider.System;
        for (var i = 0; i < steps; i++) await Task.Delay(LookEvery, time);
    }

    public async Task Stop()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    private static async Task<TestServer> Start(ServerWishes wishes, string path, bool ownsFolder)
    {
        var folder = DataFolder.Take(path);
        var log = new CapturedLog();
        var settings = new SiloSettings
        {
            Data = path,
            Url = "http://127.0.0.1:0",
            Transcription = new EngineOptions { Engine = EngineNames.None },
            DrainDeadline = wishes.DrainDeadline,
            Discord = wishes.Discord,
            PublicUrl = wishes.PublicUrl,
        };
        var app = Server.Build(settings, folder, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(log);
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
            if (wishes.Clock is { } clock) HostClock.Use(builder.Services, clock);
            if (wishes.Engine is { } engine)
            {
                builder.Services.AddSingleton(new EngineChoice(engine, new EnginePace(4, null, TimeSpan.Zero, TimeSpan.FromMinutes(5)), Transcribes: true, "A script was chosen."));
                builder.Services.AddSingleton<ITranscriptionEngine>(engine);
            }
            wishes.Change?.Invoke(builder.Services);
        });
        await Server.Start(app, folder);
        return new TestServer(wishes, folder, ownsFolder, app, log);
    }
}

/// <summary>What a test wants of its server.</summary>
/// <param name="Engine">None: no engine, recording only.</param>
/// <param name="Clock">None: real time.</param>
/// <param name="Change">Replaces further ports.</param>
internal sealed record ServerWishes(ScriptedEngine? Engine = null, ManualTime? Clock = null, Action<IServiceCollection>? Change = null)
{
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(60);

    public DiscordSettings Discord { get; init; } = new();

    public string? PublicUrl { get; init; }
}
