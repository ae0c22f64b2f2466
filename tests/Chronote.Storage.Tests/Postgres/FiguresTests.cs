using System.Diagnostics.Metrics;
using Chronote.Storage.Sql.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Postgres;

public class FiguresTests
{
    [Fact]
    public async Task Reads_and_transactions_are_timed_slow_ones_counted_and_connections_shown()
    {
        using var meter = new Meter("test");
        using var slow = new Tally(meter, "chronote_database_slow_total");
        var seconds = new List<(string Name, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter, meter)) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            lock (seconds) seconds.Add((instrument.Name, value));
        });
        listener.Start();
        await using var database = new PostgresDatabase(
            PostgresStore.Server.ConnectionTo("postgres", "Maximum Pool Size=3"), meter, TimeProvider.System, NullLoggerFactory.Instance);
        await database.Migrate(DateTimeOffset.UnixEpoch);

        await database.Read(async session =>
        {
            listener.RecordObservableInstruments();
            return await session.Number("SELECT count(*) FROM (SELECT pg_sleep(0.15)) AS slept");
        });
        await database.Write(session => session.Number("SELECT 1"));
        listener.RecordObservableInstruments();

        slow.Count.ShouldBeGreaterThanOrEqualTo(1);
        Values("chronote_database_read_seconds").ShouldHaveSingleItem().ShouldBeInRange(0.1, 60);
        Values("chronote_database_transaction_seconds").ShouldHaveSingleItem();
        Values("chronote_database_connections_used").ShouldBe([1, 0]);
        Values("chronote_database_connections_max").ShouldAllBe(value => value == 3);

        List<double> Values(string name)
        {
            lock (seconds) return [.. seconds.Where(each => each.Name == name).Select(each => each.Value)];
        }
    }
}
