namespace Chronote.Simulation.Running;

/// <summary>What became of one seed.</summary>
/// <param name="Findings">Empty when every promise was kept.</param>
/// <param name="Told">The story, a line per thing that happened.</param>
/// <param name="PoolItems">Work the thread pool had to do meanwhile: none, in a process that only simulates.</param>
internal sealed record Outcome(ulong Seed, StoryKind Kind, ulong TraceHash, IReadOnlyList<string> Findings, IReadOnlyList<string> Told, Count Counts, long PoolItems)
{
    public bool Holds => Findings.Count == 0;

    public string Replay => $"dotnet run -c Release --project tests/Chronote.Simulation -- --seed {Seed}"
        + (Kind switch { StoryKind.Calm => " --calm", StoryKind.WithRefusingDisks => " --disks", _ => "" });

    public override string ToString() => Holds
        ? $"seed {Seed}: holds. {Counts}"
        : $"seed {Seed}: BROKEN{string.Concat(Findings.Select(finding => $"\n  {finding}"))}\n  replay: {Replay}";
}

/// <summary>How much happened, to see that the story was worth telling.</summary>
internal sealed record Count(long Steps, int Servers, int Recorders, int Acknowledged, int Repeats, int StaleRefused, int ConflictsRefused, TimeSpan VirtualTime)
{
    public override string ToString() =>
        $"{Steps} steps, {VirtualTime.TotalSeconds:0} virtual s, servers {Servers}, recorders {Recorders}, acknowledged {Acknowledged}, repeats {Repeats}, "
        + $"stale refused {StaleRefused}, conflicts refused {ConflictsRefused}";
}
