using Chronote.Bench.Calls;
using Chronote.Bench.Goals;

IGoal[] goals = [new IngestGoal(), new LatencyGoal(), new MemoryGoal(), new AssembleGoal(), new ReplayGoal(), new RestartGoal(), new LivesGoal(), new CallsGoal(), new SpeakersGoal()];
if (args is [CallLoad.Argument])
{
    Console.WriteLine((await CallLoad.Run()).Line);
    return 0;
}
if (args.Length == 0)
{
    Console.WriteLine("Name the goals to measure: " + string.Join(' ', goals.Select(goal => goal.Name)));
    return 0;
}
foreach (var name in args)
{
    if (goals.FirstOrDefault(goal => goal.Name == name) is not null) continue;
    Console.Error.WriteLine($"There is no goal '{name}'.");
    return 64;
}
var lines = new List<string>();
foreach (var name in args)
{
    Console.WriteLine(name);
    var result = await goals.First(goal => goal.Name == name).Run();
    if (result is null)
    {
        lines.Add($"{name} not run");
        continue;
    }
    lines.Add(FormattableString.Invariant($"{name} ratio={result.Ratio:0.00} target={result.Target} aim={result.Aim} {(result.Met ? "met" : "missed")}")
        + (result.Against is { } against ? $" against: {against}" : ""));
}
foreach (var line in lines) Console.WriteLine(line);
return 0;
