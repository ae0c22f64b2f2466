namespace Chronote.Simulation.Running;

/// <summary>What became of one story.</summary>
/// <param name="Findings">Empty when every promise was kept.</param>
/// <param name="Told">The story, a line per thing that happened.</param>
/// <param name="PoolItems">Work the thread pool had to do meanwhile: none, in a process that only simulates.</param>
internal sealed record Outcome(StoryOptions Options, ulong TraceHash, IReadOnlyList<string> Findings, IReadOnlyList<(DateTimeOffset At, string Line)> Told, Count Counts, long PoolItems)
{
    public bool Holds => Findings.Count == 0;

    public string Replay => $"dotnet run -c Release --project tests/Chronote.Simulation -- --seed {Options.Seed} --operations {Options.Operations}"
        + (Options.IsCalm ? " --calm" : Options.LeftOut == FaultKinds.None ? "" : $" --without {Options.LeftOut.ToString().Replace(", ", ",")}");

    public override string ToString() => Holds
        ? $"seed {Options.Seed}: holds. {Counts}"
        : $"seed {Options.Seed}: BROKEN{string.Concat(Findings.Select(finding => $"\n  {finding}"))}\n  replay: {Replay}";
}

/// <summary>How much happened, to see that the story was worth telling.</summary>
internal sealed record Count(
    long Operations, string Kinds, long Steps, TimeSpan VirtualTime, int Meetings, int Servers, int RecorderRestarts, int Acknowledged, int Repeats, int StaleRefused, int ConflictsRefused)
{
    public override string ToString() =>
        $"{Kinds}, {Steps} steps, {VirtualTime.TotalSeconds:0} virtual s, meetings {Meetings}, servers {Servers}, recorders started again {RecorderRestarts}, acknowledged {Acknowledged}, "
        + $"repeats {Repeats}, stale refused {StaleRefused}, conflicts refused {ConflictsRefused}";
}
