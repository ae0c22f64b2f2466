using System.Diagnostics;
using Chronote.Bench.Calls;

namespace Chronote.Bench.Goals;

/// <summary>Grain calls in one process on the embedded host against those on Microsoft Orleans: two builds of this program, alternating.</summary>
internal sealed class CallsGoal : IGoal
{
    private const int Rounds = 3;

    public string Name => "calls";

    public async Task<GoalResult?> Run()
    {
        var (embedded, orleans) = (Build("Embedded"), Build("Orleans"));
        if (!File.Exists(embedded) || !File.Exists(orleans)) return null;
        var (ours, theirs) = (new List<CallResult>(), new List<CallResult>());
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await Calls("Orleans", orleans));
            ours.Add(await Calls("embedded", embedded));
        }
        Console.WriteLine(FormattableString.Invariant($"  processor time a call ×{Median(ours, run => run.Microseconds) / Median(theirs, run => run.Microseconds):0.00}"));
        return new GoalResult(Median(ours, run => run.PerSecond) / Median(theirs, run => run.PerSecond), Target: 0.5, Aim: 1, Against: "Microsoft Orleans, one silo, the same grain and codec");
    }

    private static string Build(string host)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Chronote.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, $"artifacts/{host}/bin/Chronote.Bench/release/Chronote.Bench.dll");
    }

    private static async Task<CallResult> Calls(string name, string program)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, CallLoad.Argument]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var result = CallResult.Read(said.Split('\n'));
        Console.WriteLine($"  {name,-10}{result}");
        return result;
    }

    private static double Median(List<CallResult> runs, Func<CallResult, double> value) => runs.Select(value).Order().ElementAt(runs.Count / 2);
}
