using Chronote.Crash.Power.Disks;
using Chronote.Crash.Power.Promises;
using Chronote.Crash.Power.Stories;
using Chronote.Crash.Power.Tracing;

namespace Chronote.Crash.Power;

/// <summary>A story, told once under strace.</summary>
internal sealed class Recording
{
    private readonly string _story;
    private readonly IPromises _promises;

    private Recording(string story, string root, string book, IReadOnlyList<TraceStep> steps, int kills, IReadOnlyList<string> saidByOthers)
    {
        (_story, Root, Book, Steps, Kills) = (story, root, book, steps, kills);
        Said = ReplayUntil(steps.Count).Said;
        _promises = story == nameof(ServerStory) ? new ServerPromises([.. saidByOthers, .. Said]) : new SpoolPromises();
    }

    public string Root { get; }
    public string Book { get; }
    public IReadOnlyList<TraceStep> Steps { get; }

    /// <summary>How many processes were killed in it.</summary>
    public int Kills { get; }

    /// <summary>Steps before this one belong to a story that is tried by itself.</summary>
    public int TriedBefore { get; private init; }

    /// <summary>All that was promised until the end.</summary>
    public IReadOnlyList<string> Said { get; }

    public IPromises Promises => _promises;

    /// <summary>Every sync of the story, and the step at which it begins.</summary>
    public IReadOnlyList<(int Step, SyncSeen Seen)> Syncs
    {
        get
        {
            var found = new List<(int, SyncSeen)>();
            var step = 0;
            var replay = new Replay(Root, Book, seen =>
            {
                found.Add((step, seen));
                return false;
            });
            for (; step < Steps.Count; step++) replay.Apply(Steps[step]);
            return found;
        }
    }

    public static async Task<Recording> Of(string story)
    {
        using var folder = new ImageFolder();
        var root = Directory.CreateDirectory(folder.Path("root")).FullName;
        var book = folder.Path("book");
        return new Recording(story, root, book, await Tell(story, folder.Path("trace"), root, book, 0), 0, []);
    }

    /// <summary>The story again: its process is killed before a step, and another one goes on. What the first one did not sync is still not durable.</summary>
    public async Task<Recording> KilledBefore(int step)
    {
        using var folder = new ImageFolder(Path.GetDirectoryName(Root)!);
        folder.Write("root", ReplayUntil(step).Disk.Image(new Luck(Kept.Everything, Kept.Everything), new Random(0)));
        var after = await Tell(_story, folder.Path("trace"), Root, Book, Kills + 1);
        return new Recording(_story, Root, Book, [.. Steps.Take(step), .. after], Kills + 1, Said) { TriedBefore = step };
    }

    /// <summary>What was promised next after a step.</summary>
    public string? SaidAfter(int step) => Said.Skip(ReplayUntil(step).Said.Count).FirstOrDefault();

    /// <summary>The disk and the promises as they are before a step.</summary>
    public Replay ReplayUntil(int step)
    {
        var replay = new Replay(Root, Book);
        foreach (var each in Steps.Take(step)) replay.Apply(each);
        return replay;
    }

    private static Task<IReadOnlyList<TraceStep>> Tell(string story, string trace, string root, string book, int kills) =>
        Strace.Run(trace, ["dotnet", typeof(StoryProgram).Assembly.Location, story, root, book, $"{kills}"]);
}
