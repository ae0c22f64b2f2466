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

    /// <param name="seenAs">Puts something between the ports and the database.</param>
    public PostgresStore(bool textWanted = true, Func<ISqlDatabase, ISqlDatabase>? seenAs = null)
    {
        if (!Empty.TryTake(out var name)) name = Make();
        _name = name;
        Database = new PostgresDatabase(Connection, _meter, Clock, NullLoggerFactory.Instance);
        var seen = seenAs?.Invoke(Database) ?? Database;
        Chunks = new PostgresChunkStore(seen, Clock, textWanted);
        Meetings = new SqlMeetingStore(seen);
        Records = new SqlGrainRecords(seen);
        Queue = new SqlTranscriptionQueue(seen);
        Normalisation = new SqlNormalisationQueue(seen);
        Erasure = new SqlErasure(seen);
        Keys = new SqlKeyStore(seen);
    }

    public static PostgresServer Server => PostgresServer.Shared;
    public string Connection => Server.ConnectionTo(_name, "Maximum Pool Size=20");
    public PostgresDatabase Database { get; }
    public override IChunkStore Chunks { get; }
    public override IMeetingStore Meetings { get; }
    public override IGrainRecords Records { get; }
    public override ITranscriptionQueue Queue { get; }
    public override INormalisationQueue Normalisation { get; }
    public override IErasure Erasure { get; }
    public override IKeyStore Keys { get; }

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
