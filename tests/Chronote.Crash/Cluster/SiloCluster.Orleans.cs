using System.Globalization;
using System.Net;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Chronote.Storage.Tests.Postgres;

namespace Chronote.Crash.Cluster;

/// <summary>Servers of one cluster as processes of their own, on a database of their own and one data folder.</summary>
internal sealed class SiloCluster : IDisposable
{
    private readonly TestFolder _folder;
    private readonly string _database;

    /// <param name="places">Where each of them listens, and the command that runs it there.</param>
    /// <param name="settings">Names without their prefix.</param>
    public SiloCluster(TestFolder folder, IReadOnlyList<(IPAddress Address, string[] Within)> places, params (string Name, string Value)[] settings)
    {
        (_folder, _database) = (folder, $"cluster{Wait.Now.Ticks.ToString(CultureInfo.InvariantCulture)}");
        PostgresServer.Shared.Run($"CREATE DATABASE {_database}");
        Silos = [.. places.Select(place => Silo(place.Address, place.Within, settings))];
    }

    public SiloCluster(TestFolder folder, int silos, params (string Name, string Value)[] settings)
        : this(folder, [.. Enumerable.Repeat((IPAddress.Loopback, Array.Empty<string>()), silos)], settings)
    {
    }

    public IReadOnlyList<Server> Silos { get; }

    public string Connection => PostgresServer.Shared.ConnectionTo(_database);

    /// <summary>Answers of all silos to these callers.</summary>
    public Tally Answers { get; } = new();

    /// <summary>All at once, as after a power failure.</summary>
    public async Task Start()
    {
        foreach (var silo in Silos) silo.Begin();
        foreach (var silo in Silos) await silo.Ready();
    }

    /// <summary>A way to each silo. Whoever gets no answer within <paramref name="answerMax"/> is to try another one, as a balancer would.</summary>
    public IReadOnlyList<EdgeClient> Edges(TimeSpan answerMax) =>
        [.. Silos.Select(silo => new EdgeClient(silo.Address, silo.Key, answerMax) { Saw = Answers.Count })];

    public void Dispose()
    {
        foreach (var silo in Silos) silo.Dispose();
        PostgresServer.Shared.Run($"DROP DATABASE {_database} WITH (FORCE)");
    }

    private Server Silo(IPAddress address, string[] within, (string, string)[] settings) => new(
        _folder, address, [.. settings, ("Database", Connection), ("Cluster__Address", address.ToString()),
        ("Cluster__Port", Server.FreePort().ToString(CultureInfo.InvariantCulture))])
    { Within = within };
}
