using Chronote.Domain.Ports;
using Chronote.Gateway;
using Chronote.Gateway.Operating;
using Chronote.Silo;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql.Sqlite;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
builder.Configuration.Sources.Clear();
builder.Configuration.AddEnvironmentVariables("CHRONOTE_");
var settings = builder.Configuration.Get<SiloSettings>() ?? new SiloSettings();

DataFolder folder;
try
{
    folder = DataFolder.Take(settings.Data);
}
catch (DataFolderException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}

using (folder)
{
    builder.WebHost.UseUrls(settings.Url);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Chronote.Domain.Limits.PcmChunkBytesMax + 1024;
    });
    builder.Logging.ClearProviders();
    builder.Logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "HH:mm:ss ";
    });
    builder.Logging.SetMinimumLevel(LogLevel.Information);
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
    builder.AddChronote(settings, folder);

    var app = builder.Build();
    app.MapGateway();
    _ = app.Services.GetRequiredService<SqliteDatabase>();
    await folder.MakeFirstKey(app.Services.GetRequiredService<IKeyStore>(), TimeProvider.System);
    var readiness = app.Services.GetRequiredService<Readiness>();
    app.Lifetime.ApplicationStarted.Register(() => readiness.IsReady = true);
    app.Lifetime.ApplicationStopping.Register(() => readiness.IsReady = false);
    await app.RunAsync();
    return 0;
}
