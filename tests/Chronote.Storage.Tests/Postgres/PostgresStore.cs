using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>An empty store in a database of the shared server. Databases are emptied and used again, which is faster than making them.</summary>
public sealed class PostgresStore : StoreUnderTest
{
    private static readonly ConcurrentBag<string> Empty = [];
    private static int _made;

    private readonly string _name;
    private readonly Meter _meter = new("test");
    private readonly PostgresPorts _ports;

    /// <param name="host">Where the server is reached, when not at its socket.</param>
    public PostgresStore(string? host = null)
    {
        _name = Empty.TryTake(out var name) ? name : Make();
        Database = new PostgresDatabase(Server.ConnectionTo(_name, "Maximum Pool Size=20", host), _meter, Clock, NullLoggerFactory.Instance);
        _ports = new PostgresPorts(Database, Clock);
        Retries = new Tally(_meter, "chronote_database_retries_total");
        Fates = new Tally(_meter, "chronote_database_commits_asked_total");
    }

    public static PostgresServer Server => PostgresServer.Shared;
    public PostgresDatabase Database { get; }

    /// <summary>How often transactions began again.</summary>
    public Tally Retries { get; }

    /// <summary>How often the fate of a commit was asked for.</summary>
    public Tally Fates { get; }

    public override IChunkStore Chunks => _ports.Chunks;
    public override IMeetingStore Meetings => _ports.Meetings;
    public override IGrainRecords Records => _ports.Records;
    public override ITranscriptionQueue Queue => _ports.Queue;
    public override INormalisationQueue Normalisation => _ports.Normalisation;
    public override IErasure Erasure => _ports.Erasure;
    public override IGuildStore Guilds => _ports.Guilds;
    public override IKeyStore Keys => _ports.Keys;

    public Task<long> Number(string sql) => Database.Read(session => session.Number(sql));

    /// <summary>A connection beside the store's own.</summary>
    public NpgsqlConnection Beside()
    {
        var connection = new NpgsqlConnection(Server.ConnectionTo(_name, "Pooling=false"));
        connection.Open();
        return connection;
    }

    /// <summary>A database without tables.</summary>
    public static string Bare()
    {
        var name = "d" + Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
        Server.Run($"CREATE DATABASE {name}");
        return name;
    }

    public override async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Retries.Dispose();
        Fates.Dispose();
        _meter.Dispose();
        Server.Run(string.Join(';', SqlErasure.Owners.Keys.Where(table => table != "schema_version").Select(table => $"DELETE FROM {table}")), _name);
        Empty.Add(_name);
    }

    private static string Make()
    {
        var name = Bare();
        using var connection = new NpgsqlConnection(Server.ConnectionTo(name, "Pooling=false"));
        connection.Open();
        PostgresMigrations.Apply(connection, DateTimeOffset.UnixEpoch).GetAwaiter().GetResult();
        return name;
    }
}
