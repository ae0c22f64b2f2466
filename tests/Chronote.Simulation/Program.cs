using System.Globalization;
using Chronote.Simulation.Running;

namespace Chronote.Simulation;

/// <summary><c>--seed N</c> replays one story and prints how it ended; <c>--seeds N</c> runs many.</summary>
public static class Program
{
    private const int LinesShown = 40;

    public static int Main(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            var hasValue = i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal);
            options[arguments[i]] = hasValue ? arguments[++i] : "";
        }
        if (options.Keys.Except(["--seed", "--seeds", "--from", "--hashes", "--calm", "--disks", "--all"]).Any()) return Usage();
        var kind = options.ContainsKey("--calm") ? StoryKind.Calm : options.ContainsKey("--disks") ? StoryKind.WithRefusingDisks : StoryKind.Troubled;
        if (Number("--seed") is { } seed) return One(seed, kind, options.ContainsKey("--all"));
        return Number("--seeds") is { } count ? Many(Number("--from") ?? 1, count, options.ContainsKey("--hashes"), kind) : Usage();

        ulong? Number(string name) => options.TryGetValue(name, out var text) && ulong.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static int One(ulong seed, StoryKind kind, bool showsAll)
    {
        var outcome = Story.Run(seed, new Kinds(), kind: kind);
        foreach (var line in showsAll ? outcome.Told : outcome.Told.TakeLast(LinesShown)) Console.WriteLine(line);
        Console.WriteLine($"trace {outcome.TraceHash:x16}, work for the thread pool {outcome.PoolItems}");
        Console.WriteLine(outcome);
        return outcome.Holds && outcome.PoolItems == 0 ? 0 : 1;
    }

    private static int Many(ulong from, ulong count, bool printsHashes, StoryKind kind)
    {
        var (kinds, began, broken, pool) = (new Kinds(), TimeProvider.System.GetTimestamp(), 0, 0L);
        for (var seed = from; seed < from + count; seed++)
        {
            var outcome = Story.Run(seed, kinds, kind: kind);
            pool += outcome.PoolItems;
            if (printsHashes) Console.WriteLine($"{outcome.TraceHash:x16}");
            if (outcome.Holds) continue;
            broken++;
            Console.WriteLine(outcome);
        }
        var took = TimeProvider.System.GetElapsedTime(began);
        if (printsHashes) Console.WriteLine($"pool {pool}");
        else Console.WriteLine($"{count} seeds, {broken} broken, {count / took.TotalSeconds:0.0} seeds/s, work for the thread pool {pool}");
        return broken == 0 && pool == 0 ? 0 : 1;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: --seed N [--all] [--calm | --disks] | --seeds N [--from M] [--calm | --disks] [--hashes]");
        return 64;
    }
}
