using System.Globalization;
using Chronote.Simulation.Mistakes;
using Chronote.Simulation.Running;

namespace Chronote.Simulation;

/// <summary><c>--seed N</c> replays one story and prints how it ended; <c>--seeds N</c> runs many.</summary>
public static class Program
{
    private const int LinesShown = 40;
    private static readonly string[] Known = ["--seed", "--seeds", "--from", "--operations", "--without", "--calm", "--hashes", "--all", "--shrink", "--mistake", "--mistakes"];

    public static int Main(string[] arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            var hasValue = i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal);
            given[arguments[i]] = hasValue ? arguments[++i] : "";
        }
        if (given.Keys.Except(Known).Any()) return Usage();
        if (given.TryGetValue("--mistakes", out var readme))
        {
            MistakeTable.Write(readme.Length > 0 ? readme : "tests/Chronote.Simulation/README.md", Console.WriteLine);
            return 0;
        }
        var without = FaultKinds.None;
        if (given.TryGetValue("--without", out var names) && !Enum.TryParse(names, ignoreCase: true, out without)) return Usage();
        var mistake = given.TryGetValue("--mistake", out var wrong) ? MistakeHunt.All.Single(made => made.GetType().Name == wrong).GetType() : null;
        if (mistake is not null && Number("--seed") is null) return Usage();
        if (Number("--seed") is { } seed) return One(Options(seed), mistake, given.ContainsKey("--all"), given.ContainsKey("--shrink"));
        return Number("--seeds") is { } count ? Many(Number("--from") ?? 1, count) : Usage();

        ulong? Number(string name) => given.TryGetValue(name, out var text) && ulong.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

        StoryOptions Options(ulong of)
        {
            var usual = StoryOptions.Of(of, (int)(Number("--operations") ?? StoryOptions.OperationsDefault));
            return usual with { Faults = given.ContainsKey("--calm") ? FaultKinds.None : usual.Faults & ~without };
        }

        int Many(ulong from, ulong howMany)
        {
            var batch = new Batch(given.ContainsKey("--hashes"), Console.WriteLine);
            for (var of = from; of < from + howMany; of++) batch.Run(Options(of));
            return batch.End() ? 0 : 1;
        }
    }

    private static int One(StoryOptions options, Type? mistake, bool showsAll, bool shrinks)
    {
        var kinds = new Kinds();
        var outcome = Story.Run(options, kinds, mistake is null ? null : MistakeHunt.Make(mistake));
        foreach (var (at, line) in showsAll ? outcome.Told : outcome.Told.TakeLast(LinesShown)) Console.WriteLine($"{at:HH:mm:ss.fff} {line}");
        Console.WriteLine($"trace {outcome.TraceHash:x16}, work for the thread pool {outcome.PoolItems}");
        Console.WriteLine(outcome);
        if (!outcome.Holds && shrinks) Console.WriteLine($"  shrunk: {Shrinking.Of(outcome, kinds, mistake is null ? null : () => MistakeHunt.Make(mistake)).Replay}");
        return outcome.Holds && outcome.PoolItems == 0 ? 0 : 1;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: --seed N [--mistake NAME] [--all] [--shrink] | --seeds N [--from M] [--hashes] | --mistakes [README]");
        Console.Error.WriteLine("stories: [--operations M] [--calm | --without KIND,KIND]");
        Console.Error.WriteLine($"kinds: {string.Join(' ', Enum.GetNames<FaultKinds>())}");
        return 64;
    }
}
