using Chronote.Client.Spool;
using Chronote.Client.Tests.World;
using Chronote.Client.Upload;
using Chronote.Media.Levels;
using Chronote.Media.Opus;
using Chronote.Recorder.Capture;
using Chronote.Recorder.Record;
using Chronote.Recorder.Settings;
using Chronote.Recorder.Terminal;

namespace Chronote.Client.Tests.Recording;

/// <summary>The whole recorder, from samples to acknowledgements, on virtual time with a simulated disk and server.</summary>
internal sealed class RecordingWorld
{
    private int writers;

    public RecordingWorld(int seed)
    {
        Loop = new SimulatedLoop(seed);
        Books = new ServerBooks(Loop.Time);
        Network = new UnreliableServer(Books, Loop.Time, new Random(seed));
        Backend = new FakeBackend(Loop.Time);
    }

    public SimulatedLoop Loop { get; }
    public ServerBooks Books { get; }
    public UnreliableServer Network { get; }
    public MemorySpoolFiles Disk { get; } = new();
    public FakeBackend Backend { get; }
    public ScreenInMemory Screen { get; } = new();
    public SpoolLimits Limits { get; set; } = new();

    public Task<int> Record(RecordingEnd end, params string[] arguments)
    {
        var parts = new RecorderParts(
            new RecorderSettings
            {
                Server = new Uri("http://simulated"), Key = null, Data = "data", Sealing = new SealSettings(), Encoding = new OpusEncoding(1), Spool = Limits,
            },
            Network, null, Disk, Backend, Screen, Loop.Time, new Random(3), () => $"writer-{++writers}");
        return new RecordCommand(parts, RecordArguments.Read(arguments, IsFile), IsFile).Run(end);
    }

    private bool IsFile(string path) => Backend.Files.ContainsKey(Path.GetFileName(path));
}

internal sealed class ScreenInMemory : IScreen
{
    public List<string> Said { get; } = [];

    public void Say(string sentence) => Said.Add(sentence);

    public void Print(string line) => Said.Add(line);

    public void Level(string track, FrameLevel level) { }

    public void Recorded(string track, TimeSpan length) { }

    public void Delivered(string track, long waiting) { }
}
