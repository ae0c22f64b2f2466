namespace Chronote.Conformance.Simulation;

/// <summary>Runs the toy in a process of its own: <c>dotnet Chronote.Conformance.dll FIRST COUNT</c> prints a trace hash per seed, then what the pool did.</summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [var first, var count])
        {
            Console.Error.WriteLine("usage: dotnet Chronote.Conformance.dll FIRST COUNT");
            return 2;
        }
        var catalogue = Toy.Catalogue();
        var (seed, end, poolItems, steps) = (ulong.Parse(first), ulong.Parse(first) + ulong.Parse(count), 0L, 0L);
        for (; seed < end; seed++)
        {
            var run = Toy.Run<CarefulLedgerGrain>(seed, catalogue);
            Console.WriteLine($"{run.TraceHash:x16}");
            poolItems += run.PoolItems;
            steps += run.Steps;
        }
        Console.WriteLine($"pool {poolItems}");
        Console.Error.WriteLine($"{steps} steps");
        return 0;
    }
}
