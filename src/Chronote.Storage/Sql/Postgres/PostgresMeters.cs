using System.Diagnostics.Metrics;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>What a database is asked for and how long that takes.</summary>
public sealed class PostgresMeters : IDisposable
{
    public const string MeterName = "Chronote.Storage";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _transactionSeconds;
    private readonly Histogram<double> _connectionWaitSeconds;
    private readonly Counter<long> _again;
    private readonly Counter<long> _fates;

    public PostgresMeters()
    {
        _transactionSeconds = _meter.CreateHistogram<double>("chronote_database_transaction_seconds", description: "Transactions, by how they ended");
        _connectionWaitSeconds = _meter.CreateHistogram<double>("chronote_database_connection_wait_seconds", description: "Waiting for a connection of the pool");
        _again = _meter.CreateCounter<long>("chronote_database_retries_total", description: "Transactions and reads begun again, by reason");
        _fates = _meter.CreateCounter<long>("chronote_database_commits_asked_total", description: "Commits without an answer, by what was found");
    }

    public bool Own(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    public void Dispose() => _meter.Dispose();

    internal void Transaction(TimeSpan took, string ended) => _transactionSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("ended", ended));

    internal void Waited(TimeSpan took) => _connectionWaitSeconds.Record(took.TotalSeconds);

    internal void Again(string why) => _again.Add(1, new KeyValuePair<string, object?>("why", why));

    internal void Fate(string found) => _fates.Add(1, new KeyValuePair<string, object?>("found", found));
}
