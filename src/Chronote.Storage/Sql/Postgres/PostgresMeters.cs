using System.Diagnostics.Metrics;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>What a database is asked for and how long that takes.</summary>
public sealed class PostgresMeters
{
    private readonly KeyValuePair<string, object?> _database;
    private readonly Histogram<double> _transactionSeconds;
    private readonly Histogram<double> _readSeconds;
    private readonly Histogram<double> _connectionWaitSeconds;
    private readonly Counter<long> _slow;
    private readonly Counter<long> _again;
    private readonly Counter<long> _fates;
    private int _connectionsUsed;

    /// <param name="role">Tells a replica's figures from the database's own.</param>
    public PostgresMeters(Meter meter, string role, int connectionsMax)
    {
        _database = new KeyValuePair<string, object?>("database", role);
        _transactionSeconds = meter.CreateHistogram<double>("chronote_database_transaction_seconds", description: "Transactions, by how they ended");
        _readSeconds = meter.CreateHistogram<double>("chronote_database_read_seconds", description: "Reads, with the wait for a connection");
        _connectionWaitSeconds = meter.CreateHistogram<double>("chronote_database_connection_wait_seconds", description: "Waiting for a connection of the pool");
        _slow = meter.CreateCounter<long>("chronote_database_slow_total", description: "Transactions and reads that took more than 100 ms");
        _again = meter.CreateCounter<long>("chronote_database_retries_total", description: "Transactions and reads begun again, by reason");
        _fates = meter.CreateCounter<long>("chronote_database_commits_asked_total", description: "Commits without an answer, by what was found");
        meter.CreateObservableGauge("chronote_database_connections_used", () => new Measurement<double>(Volatile.Read(ref _connectionsUsed), _database), description: "Connections at work");
        meter.CreateObservableGauge("chronote_database_connections_max", () => new Measurement<double>(connectionsMax, _database), description: "Connections there may be");
    }

    internal void Transaction(TimeSpan took, string ended) => _transactionSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("ended", ended));

    internal void Read(TimeSpan took) => _readSeconds.Record(took.TotalSeconds, _database);

    internal void Slow(string what) => _slow.Add(1, _database, new KeyValuePair<string, object?>("what", what));

    internal void Opened(TimeSpan waited)
    {
        Interlocked.Increment(ref _connectionsUsed);
        _connectionWaitSeconds.Record(waited.TotalSeconds, _database);
    }

    internal void Closed() => Interlocked.Decrement(ref _connectionsUsed);

    internal void Again(string why) => _again.Add(1, _database, new KeyValuePair<string, object?>("why", why));

    internal void Fate(string found) => _fates.Add(1, new KeyValuePair<string, object?>("found", found));
}
