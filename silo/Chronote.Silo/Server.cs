using Chronote.Domain.Ports;
using Chronote.Gateway;
using Chronote.Gateway.Operating;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;

namespace Chronote.Silo;

/// <summary>A server in this process: everything wired, then opened for requests.</summary>
internal static class Server
{
    /// <param name="change">Replaces ports before anything is made of them; what is registered last counts.</param>
    public static WebApplication Build(SiloSettings settings, DataFolder folder, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Domain.Limits.PcmChunkBytesMax + 1;
        });
        Log(builder.Logging, settings);
        builder.AddChronote(settings, folder);
        change?.Invoke(builder);
        var app = builder.Build();
        app.MapGateway();
        return app;
    }

    /// <summary>Opens the database, makes the first key where there is none, listens, and says that it is ready.</summary>
    /// <returns>True when the admin key was made now.</returns>
    public static async Task<bool> Start(WebApplication app, DataFolder folder)
    {
        await app.Services.GetRequiredService<IDatabaseAtWork>().Open();
        _ = app.Services.GetRequiredService<MetricsPage>(); // listens from the first chunk on
        var isFirst = await folder.MakeFirstKey(app.Services.GetRequiredService<IKeyStore>(), app.Services.GetRequiredService<TimeProvider>());
        await GrainHosting.Prepare(app.Services);
        await Listen(app);
        var readiness = app.Services.GetRequiredService<Readiness>();
        readiness.IsReady = true;
        app.Lifetime.ApplicationStopping.Register(() => readiness.IsReady = false);
        return isFirst;
    }

    // The door is opened last: when it can't be, the grains behind it are at work already and end in order.
    private static async Task Listen(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.StopAsync();
            throw;
        }
    }

    private static void Log(ILoggingBuilder logging, SiloSettings settings)
    {
        logging.ClearProviders();
        if (settings.LogFormat == "json") logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        logging.SetMinimumLevel(SiloSettings.LevelOf(settings.LogLevel)!.Value);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);
        // The host reports a failed start with its whole stack; the command says it in a sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
