using Chronote.Client.Spool;
using Chronote.Client.Timeline;
using Chronote.Client.Upload;
using Chronote.Wire;

namespace Chronote.Client.Tests.World;

/// <summary>A server's books, a disk, and the recorder processes that come and go on them.</summary>
internal sealed class RecorderWorld
{
    public const string Folder = "meeting";

    private int writers;
    private int bodies;

    public RecorderWorld(int seed)
    {
        Loop = new SimulatedLoop(seed);
        Books = new ServerBooks(Loop.Time);
        Network = new UnreliableServer(Books, Loop.Time, new Random(seed + 1));
    }

    public SimulatedLoop Loop { get; }
    public ServerBooks Books { get; }
    public UnreliableServer Network { get; }
    public MemorySpoolFiles Disk { get; } = new();
    public List<UploadNews> News { get; } = [];
    public List<string> Said { get; } = [];
    public LedgerInMemory Ledger { get; } = new();

    public SpoolBudget Budget { get; set; } = new(new SpoolLimits());

    public async Task<RecorderProcess> Begin(params string[] tracks)
    {
        var folder = await MeetingFolder.Create(Disk, Folder, NewJournal(), Budget, Said.Add);
        return await Begin(folder, Network, tracks);
    }

    public async Task<RecorderProcess> Resume(params string[] tracks)
    {
        var folder = await MeetingFolder.Open(Disk, Folder, Budget, Said.Add) ?? throw new InvalidOperationException("nothing to resume");
        return await Begin(folder, Network, tracks);
    }

    public string NewWriter() => $"writer-{++writers}";

    public byte[] NewBody() => System.Text.Encoding.ASCII.GetBytes($"chunk body {++bodies} {new string('x', bodies % 50)}");

    public MeetingJournal NewJournal() => new()
    {
        Server = "http://simulated", Request = new CreateMeeting(), IdempotencyKey = "key", TimelineZeroAt = Loop.Time.GetUtcNow(),
    };

    private async Task<RecorderProcess> Begin(MeetingFolder folder, UnreliableServer server, string[] tracks)
    {
        foreach (var track in tracks) await folder.Track(track, null);
        var parts = new UploadParts(server, Ledger, Loop.Time, new Random(7), new UploadLimits(), News.Add, Said.Add);
        return new RecorderProcess(this, folder, new MeetingUpload(folder, parts));
    }
}

/// <summary>One life of a recorder in the simulated world.</summary>
internal sealed class RecorderProcess(RecorderWorld world, MeetingFolder folder, MeetingUpload upload)
{
    public MeetingFolder Folder => folder;
    public MeetingUpload Upload => upload;

    public TrackSpool Spool(string track) => folder.Tracks.Single(each => each.Track == track);

    public Task BeginRun(string track) =>
        Spool(track).BeginRun(world.NewWriter(), new Anchor(upload.NowOnTimeline, Spool(track).Journal.SourceEndSamples, upload.Clock.IsEstimated));

    /// <summary>Seals one chunk of five seconds at the track's end.</summary>
    public async Task<byte[]> Record(string track)
    {
        var body = world.NewBody();
        var end = Spool(track).Journal;
        await Spool(track).Append(new SealedChunk(
            end.PlaceEndSamples, 5 * Samples.PerSecond, end.SourceEndSamples, upload.Clock.IsEstimated, "audio/ogg", body));
        return body;
    }

    public async Task Deliver(bool stop = false)
    {
        if (stop) await upload.WantStop();
        upload.NoMoreChunks();
        await upload.Run(CancellationToken.None);
        folder.Dispose();
    }
}

internal sealed class LedgerInMemory : ILedger
{
    public List<(string Track, long Seq, string Digest)> Lines { get; } = [];

    public async Task Acknowledged(string meeting, string track, ChunkAcknowledged chunk)
    {
        await Task.Yield();
        Lines.Add((track, chunk.Seq, chunk.Digest));
    }
}
