using Chronote.Bench.Lives;
using Chronote.Storage.Tests.Postgres;

namespace Chronote.Bench.Goals;

/// <summary>Durable chunk lives (stored, claimed, transcribed) a second on SQLite and on PostgreSQL against pgbench making as many commits of as many bytes, with equal clients.</summary>
internal sealed class LivesGoal : IGoal
{
    private const int Clients = 16;
    private const int ChunkBytes = 20_000;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    public string Name => "lives";

    public async Task<GoalResult?> Run()
    {
        // On a disk, where a commit costs what it costs; the tests' own server is in memory.
        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        using var server = new PostgresServer(folder);
        var (theirs, postgres, sqlite) = (new List<LifeResult>(), new List<LifeResult>(), new List<LifeResult>());
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(Told("pgbench", await PgBench.Run(server, Clients, Span, ChunkBytes)));
            server.Run($"CREATE DATABASE lives{round}");
            postgres.Add(Told("chronote on PostgreSQL", await ChunkLives.OnPostgres(server.ConnectionTo($"lives{round}"), Clients, WarmUp, Span)));
            sqlite.Add(Told("chronote on SQLite", ChunkLives.OnSqlite(Clients, WarmUp, Span)));
        }
        foreach (var (name, ours) in ((string, List<LifeResult>)[])[("PostgreSQL", postgres), ("SQLite", sqlite)])
            Console.WriteLine(FormattableString.Invariant(
                $"  {name}: rate ×{Rate(ours) / Rate(theirs):0.00}, p99 ×{Median(ours.Select(run => run.P99Milliseconds)) / Median(theirs.Select(run => run.P99Milliseconds)):0.00}"));
        return new GoalResult(Rate(postgres) / Rate(theirs), Target: 1, Aim: 3, Against: $"pgbench on PostgreSQL; SQLite ×{FormattableString.Invariant($"{Rate(sqlite) / Rate(theirs):0.00}")}");
    }

    private static LifeResult Told(string name, LifeResult result)
    {
        Console.WriteLine($"  {name,-24}{result}");
        return result;
    }

    private static double Rate(IEnumerable<LifeResult> runs) => Median(runs.Select(run => run.PerSecond));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
