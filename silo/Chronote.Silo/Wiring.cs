using Chronote.Domain;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Engines.Guards;
using Chronote.Engines.Notes.Extractive;
using Chronote.Engines.PocketSphinx;
using Chronote.Gateway;
using Chronote.Gateway.Ingest;
using Chronote.Grains.Chunks;
using Chronote.Grains.Transcription;
using Chronote.Grains.Windows;
using Chronote.Silo.Audio;
using Chronote.Silo.Host;
using Chronote.Silo.Loops;
using Chronote.Silo.Settings;
using Chronote.Storage.Blobs;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Silo;

/// <summary>Which implementation stands behind each port: the one place that knows.</summary>
internal static class Wiring
{
    public static void AddChronote(this WebApplicationBuilder builder, SiloSettings settings, DataFolder folder)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(folder);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IRandomness, SystemRandomness>();

        services.AddSingleton(provider => SqliteDatabase.Open(folder.Database, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IChunkStore>(provider => new SqliteChunkStore(
            provider.GetRequiredService<SqliteDatabase>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<TranscriptionSettings>().Engine is not null));
        services.AddSingleton<IMeetingStore, SqliteMeetingStore>();
        services.AddSingleton<IGrainRecords, SqliteGrainRecords>();
        services.AddSingleton<ITranscriptionQueue, SqliteTranscriptionQueue>();
        services.AddSingleton<IKeyStore, SqliteKeyStore>();
        services.AddSingleton<IBlobStore>(new FileBlobStore(folder.Blobs));

        Transcription(services, settings);
        services.AddSingleton<IUnitAudio, ChunkAudioReader>();
        services.AddSingleton<IWindowAssembly, TrackAssembly>();

        GrainHosting.AddGrains(builder);
        services.AddSingleton<ITrackHints, TrackHints>();
        services.AddSingleton<QueuePressure>();
        services.AddSingleton<IQueuePressure>(provider => provider.GetRequiredService<QueuePressure>());
        services.AddGateway();
        services.AddHostedService<DuePoller>();
        services.AddHostedService(provider => provider.GetRequiredService<QueuePressure>());
    }

    private static void Transcription(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton<ITranscriptionEngine>(provider => new SilenceGate(new PocketSphinxEngine(settings.Transcription.PocketSphinx, null, TimeProvider.System)));
        services.AddSingleton(new TranscriptionSettings(
            "pocketsphinx", settings.Transcription.Concurrency ?? Environment.ProcessorCount, int.MaxValue, TimeSpan.Zero,
            Limits.EngineTimeMax, TimeSpan.FromSeconds(30), []));
        services.AddSingleton<INotesWriter, ExtractiveWriter>();
    }
}
