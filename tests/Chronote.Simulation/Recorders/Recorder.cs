using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Client.Upload;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Chronote.Simulation.Server;
using Chronote.Wire;

namespace Chronote.Simulation.Recorders;

/// <summary>One life of a recorder: the real spool and the real upload, and sources that make chunks as time goes by.</summary>
internal sealed class Recorder(Life life, Scene scene, Disk disk, RecorderPlan plan, ISpoolFiles files)
{
    private const string Folder = "meeting";
    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LifeTime _time = new(life);
    private MeetingFolder? _folder;

    public Life Life => life;

    /// <summary>It took part in the recording to its end, or was replaced on all of its tracks.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Another recorder goes on from a copy of its disk: what this one records from here on, nobody has promised to keep.</summary>
    public bool IsZombie { get; set; }

    /// <summary>Another one holds a track of its. Whoever wants the track back starts the recorder again.</summary>
    public bool LostATrack => _folder?.Tracks.Any(track => track.Journal.TakenOverByEpoch is not null) == true;

    public async Task Run()
    {
        _folder = await Insist(OpenOrCreate);
        foreach (var (name, _) in plan.Tracks) await Insist(() => _folder.Track(name, name));
        foreach (var track in _folder.Tracks)
            if (track.Journal.TakenOverByEpoch is { } newest) await Insist(() => Done(track.TakeBack(newest)));
        var upload = new MeetingUpload(_folder, new UploadParts(
            scene.NewNetwork(life), new LifeLedger(life), _time, new DrawnRandom(life.Host.Latencies), new UploadLimits(), Hear, scene.Parts.Tell));
        await Connect(upload);
        var delivering = upload.Run(CancellationToken.None);
        await Task.WhenAll(plan.Tracks.Select(track => Record(upload, track.Name, track.Chunks)));
        if (plan.StopsMeeting && !IsZombie) await upload.WantStop();
        upload.NoMoreChunks();
        await delivering;
        scene.Parts.Tell($"{life.Name} is done");
        IsDone = true;
    }

    private async Task<MeetingFolder> OpenOrCreate() =>
        await MeetingFolder.Open(files, Folder, new SpoolBudget(new SpoolLimits()), scene.Parts.Tell)
        ?? await MeetingFolder.Create(files, Folder, new MeetingJournal
        {
            Server = "simulated", Request = scene.Request, IdempotencyKey = scene.Key, TimelineZeroAt = _time.GetUtcNow(),
        }, new SpoolBudget(new SpoolLimits()), scene.Parts.Tell);

    private async Task Connect(MeetingUpload upload)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        try
        {
            await upload.TryConnect(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It records nevertheless; the upload goes on trying.
        }
    }

    private async Task Record(MeetingUpload upload, string track, int chunks)
    {
        var spool = _folder!.Tracks.Single(each => each.Track == track);
        var left = chunks - spool.Journal.NextNumber;
        if (left <= 0) return;
        var place = Math.Max(spool.Journal.PlaceEndSamples, upload.NowOnTimeline);
        var (writer, estimated) = (scene.Parts.Names.NextWriter(), upload.Clock.IsEstimated);
        await spool.BeginRun(writer, new Anchor(place, spool.Journal.SourceEndSamples, estimated)); // where the disk refuses this, the program ends
        var duration = (long)plan.ChunkPackets * Sound.PacketSamples;
        for (; left > 0; left--, place += duration)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)duration / Domain.Limits.SamplesPerSecond), _time);
            var serial = scene.Parts.Names.NextSerial();
            var body = Sound.Chunk(serial, plan.ChunkPackets);
            var sealedChunk = new SealedChunk(place, duration, spool.Journal.SourceEndSamples, estimated, "audio/ogg", body);
            var number = await Insist(() => spool.Append(sealedChunk));
            if (!life.IsOver && !IsZombie) scene.Auditor.IsSpooled(new SpooledChunk(life.Name, track, number, serial, ContentDigest.Of(body)));
        }
    }

    // A disk that refuses is tried again; what is to be stored waits in memory meanwhile.
    private async Task<T> Insist<T>(Func<Task<T>> work)
    {
        while (true)
        {
            try
            {
                return await work();
            }
            catch (DrawnFailureException)
            {
                if (_folder is null) disk.ForgetLocks(); // the program ends with a message, and its user starts it again
                await Task.Delay(DiskRetry, _time);
            }
        }
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private void Hear(UploadNews news)
    {
        if (news.Sentence is { } sentence && !life.IsOver) scene.Parts.Tell($"{life.Name}: {sentence}");
    }

    private sealed class LifeLedger(Life life) : ILedger
    {
        public Task Acknowledged(string meeting, string track, ChunkAcknowledged chunk) => life.Call("ledger", () => true);
    }
}
