using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Engines;
using Chronote.Engines.Notes;
using Chronote.Engines.OpenAi;
using Chronote.Gateway;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Operating;
using Chronote.Grains.Chunks;
using Chronote.Grains.Meetings;
using Chronote.Grains.Transcription;
using Chronote.Grains.Windows;
using Chronote.Silo.Audio;
using Chronote.Silo.Discord;
using Chronote.Silo.Host;
using Chronote.Silo.Loops;
using Chronote.Silo.Settings;
using Chronote.Storage.Blobs;

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

        services.AddDatabase(settings, folder);
        services.AddSingleton<IBlobStore>(new FileBlobStore(folder.Blobs));

        Transcription(services, settings);
        services.AddSingleton<IUnitAudio, ChunkAudioReader>();
        services.AddSingleton<IWindowAssembly, TrackAssembly>();

        GrainHosting.AddGrains(builder, settings);
        services.AddSingleton<TrackHints>();
        services.AddSingleton<ITrackHints>(provider => provider.GetRequiredService<TrackHints>());
        services.AddHostedService(provider => provider.GetRequiredService<TrackHints>());
        services.AddSingleton<QueuePressure>();
        services.AddSingleton<IQueuePressure>(provider => provider.GetRequiredService<QueuePressure>());
        services.AddGateway();
        services.AddSingleton<IMemoryFigures, ProcessMemory>();
        services.AddSingleton<DueRound>();
        services.AddHostedService<DuePoller>();
        services.AddHostedService<Normaliser>();
        services.AddHostedService<RecordingReport>();
        services.AddHostedService(provider => provider.GetRequiredService<QueuePressure>());
        services.AddBot(settings);
    }

    private static void Transcription(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(EngineHttp.NewClient());
        services.AddSingleton(provider => EngineChoice.Of(
            settings.Transcription, provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ITranscriptionEngine>(provider => new MeteredEngine(
            provider.GetRequiredService<EngineChoice>().Engine, provider.GetRequiredService<ChronoteMeters>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
        {
            var choice = provider.GetRequiredService<EngineChoice>();
            return new TranscriptionSettings(
                choice.Transcribes ? choice.Engine.Label.Engine : null, choice.Pace.Concurrency, choice.Pace.RequestsPerMinute ?? int.MaxValue, choice.Pace.MinimumSpacing,
                choice.Pace.RequestTimeMax, TimeSpan.FromSeconds(30), []);
        });
        services.AddSingleton(provider => NotesChoice.Of(
            settings.Notes, provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(new MeetingSettings(settings.DrainDeadline, TimeSpan.FromMinutes(15)));
    }
}
