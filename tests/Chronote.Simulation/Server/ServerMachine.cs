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
using Chronote.Silo.Loops;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chronote.Simulation.Server;

/// <summary>The machine a server runs on: a database and objects that survive, and one process after the other, each composed here.</summary>
internal sealed class ServerMachine : IDisposable
{
    private const int EngineRequestsMax = 2;
    private static readonly TimeSpan RequestTimeMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan UnitDurationMax = TimeSpan.FromSeconds(30);

    private readonly ChronoteMeters _meters = new();
    private readonly PortShapes _shapes;
    private readonly Troubles _troubles;
    private readonly Operations _operations;
    private readonly Findings _findings;
    private readonly Mistake _mistake;
    private readonly SeededRandom _ids;
    private readonly ServerDisk _disk;
    private EngineLedger? _ledger;

    public ServerMachine(StoryOptions options, DateTimeOffset now, PortShapes shapes, Troubles troubles, Operations operations, Findings findings, Mistake mistake)
    {
        (_shapes, _troubles, _operations, _findings, _mistake) = (shapes, troubles, operations, findings, mistake);
        _ids = new SeededRandom(options.Seed);
        _disk = new ServerDisk(options.HasFiles, now, troubles, findings, mistake);
        Books = new Books(() => Database);
    }

    /// <summary>The one that lives now: after a power cut it is another.</summary>
    public SqliteDatabase Database => _disk.Database;

    /// <summary>Power was cut while something was being written.</summary>
    public bool IsOff => _disk.IsOff;

    /// <inheritdoc cref="ServerDisk.IsLost"/>
    public bool IsLost => _disk.IsLost;

    public MemoryBlobs Blobs { get; } = new();

    public Books Books { get; }

    // The second sweep comes after the latest that an object can land.
    public MeetingSettings Meetings { get; } = new(DrainDeadline: TimeSpan.FromSeconds(60), EraseAgainAfter: TimeSpan.FromMinutes(2));

    /// <summary>Composes a process and has it start. Called at the beginning and after each crash.</summary>
    public void Compose(IServiceCollection services, SimulatedWorld world)
    {
        _disk.Restart(world);
        var (port, log) = (new Port(world, _troubles, _disk), new CapturedLog(_findings, Books));
        T Far<T>(T adapter)
            where T : class => PortProxy<T>.Of(adapter, port, _shapes);

        _ledger ??= new EngineLedger(world.Host, _troubles, _findings, new EngineBounds(EngineRequestsMax, world.Host.Workload.Below(4) switch { 0 => 20, 1 => 40, _ => int.MaxValue }));
        _ledger.CallerEnded();
        var plain = Far<IMeetingStore>(new SqlMeetingStore(Database));
        var (meetings, blobs) = (_mistake.Meetings(plain), Blobs.Through(port, world.Host, _troubles, Landed));
        var chunks = _mistake.Chunks(Far<IChunkStore>(new SqliteChunkStore(Database, world.Time, textWanted: true)), plain);
        services.AddSingleton<ILoggerProvider>(log).AddSingleton(log).AddSingleton(world)
            .AddSingleton<IRandomness>(new DrawnNumbers(_ids))
            .AddSingleton(meetings).AddSingleton(chunks).AddSingleton(blobs)
            .AddSingleton(_mistake.Queue(Far<ITranscriptionQueue>(new SqlTranscriptionQueue(Database)), plain))
            .AddSingleton(_mistake.Records(Far<IGrainRecords>(new SqlGrainRecords(Database)), plain))
            .AddSingleton(_mistake.Erasure(Far<IErasure>(new SqlErasure(Database)), plain))
            .AddSingleton<ITranscriptionEngine>(new ScriptedEngine(world, _troubles, _operations, _ledger))
            .AddSingleton<INotesWriter>(new ScriptedWriter(port, _troubles))
            .AddSingleton(Meetings)
            .AddSingleton(new TranscriptionSettings("scripted", _ledger.Bounds.AtOnceMax, _ledger.Bounds.StartsPerMinuteMax, TimeSpan.Zero, RequestTimeMax, UnitDurationMax, []))
            .AddSingleton<IUnitAudio, ChunkAudioReader>()
            .AddSingleton(_mistake.Assembly(new TrackAssembly(meetings, chunks, blobs), meetings, chunks, blobs))
            .AddSingleton<ITrackHints>(new Hints(world, _troubles, log)).AddSingleton<IQueuePressure, NoPressure>()
            .AddSingleton(_meters).AddSingleton<ChunkIngest>().AddSingleton<Front>().AddSingleton<Edge>().AddSingleton<EdgeReading>()
            .AddSingleton<DueRound>().AddSingleton<Poller>();
        _disk.Checkpoint(world);
        world.At(TimeSpan.Zero, "start", () => world.Run("start", () => Start(world)));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _disk.Dispose();
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
        services.GetRequiredService<Front>().IsOpen = true;
        services.GetRequiredService<Poller>().Begin();
    }

    private void Landed(string blob)
    {
        if (!Books.IsIntended(blob)) _findings.Add($"I12: the object {blob} was written, and no intent row names it");
    }

    private sealed class NoPressure : IQueuePressure
    {
        public bool TranscriptionIsBehind => false;
    }
}
