using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Operating;
using Chronote.Grains.Chunks;
using Chronote.Grains.Meetings;
using Chronote.Grains.Transcription;
using Chronote.Grains.Windows;
using Chronote.Kernel.Simulation;
using Chronote.Silo.Audio;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chronote.Simulation.Server;

/// <summary>The machine a server runs on: a database and objects that survive, and one process after the other, each composed here.</summary>
internal sealed class ServerMachine(SqliteDatabase database, PortShapes shapes, Troubles troubles, Findings findings, Mistake mistake, SeededRandom ids) : IDisposable
{
    private const int EngineRequestsMax = 2;
    private static readonly TimeSpan RequestTimeMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan UnitDurationMax = TimeSpan.FromSeconds(30);

    private readonly ChronoteMeters _meters = new();

    public SqliteDatabase Database => database;

    public MemoryBlobs Blobs { get; } = new();

    public MeetingSettings Meetings { get; } = new(DrainDeadline: TimeSpan.FromSeconds(60), EraseAgainAfter: TimeSpan.FromMinutes(15));

    /// <summary>Composes a process and has it start. Called at the beginning and after each crash.</summary>
    public void Compose(IServiceCollection services, SimulatedWorld world)
    {
        var (port, log) = (new Port(world, troubles), new CapturedLog(findings));
        T Far<T>(T adapter)
            where T : class => PortProxy<T>.Of(adapter, port, shapes);

        var meetings = Far<IMeetingStore>(new SqlMeetingStore(database));
        var chunks = mistake.Chunks(Far<IChunkStore>(new SqliteChunkStore(database, world.Time, textWanted: true)), meetings, database);
        var queue = Far<ITranscriptionQueue>(new SqlTranscriptionQueue(database));
        services.AddSingleton<ILoggerProvider>(log).AddSingleton(log).AddSingleton(world)
            .AddSingleton<IRandomness>(new DrawnNumbers(ids))
            .AddSingleton(meetings).AddSingleton(chunks).AddSingleton(mistake.Queue(queue))
            .AddSingleton(mistake.Records(Far<IGrainRecords>(new SqlGrainRecords(database))))
            .AddSingleton(Far<IErasure>(new SqlErasure(database)))
            .AddSingleton(Blobs.Through(port))
            .AddSingleton<ITranscriptionEngine>(new ScriptedEngine(world, troubles, findings, EngineRequestsMax))
            .AddSingleton<INotesWriter>(new ScriptedWriter(port, troubles))
            .AddSingleton(Meetings)
            .AddSingleton(new TranscriptionSettings("scripted", EngineRequestsMax, int.MaxValue, TimeSpan.Zero, RequestTimeMax, UnitDurationMax, []))
            .AddSingleton<IUnitAudio, ChunkAudioReader>().AddSingleton<IWindowAssembly, TrackAssembly>()
            .AddSingleton<ITrackHints>(new Hints(world, troubles, log)).AddSingleton<IQueuePressure, NoPressure>()
            .AddSingleton(_meters).AddSingleton<ChunkIngest>().AddSingleton<Edge>().AddSingleton<Poller>();
        world.At(TimeSpan.Zero, "start", () => world.Run("start", () => Start(world)));
    }

    public void Dispose()
    {
        _meters.Dispose();
        database.Dispose();
    }

    // Alone on its data folder: what another process had claimed, nobody works on any more. Only then does it listen.
    private static async Task Start(SimulatedWorld world)
    {
        var services = world.Services;
        while (true)
        {
            try
            {
                await services.GetRequiredService<ITranscriptionQueue>().EndAbandoned(world.Time.GetUtcNow());
                break;
            }
            catch (Exception failure) when (failure is StoreException or DrawnFailureException)
            {
                // Who starts servers starts one that could not start again.
            }
        }
        services.GetRequiredService<Edge>().IsOpen = true;
        services.GetRequiredService<Poller>().Begin();
    }

    private sealed class NoPressure : IQueuePressure
    {
        public bool TranscriptionIsBehind => false;
    }
}
