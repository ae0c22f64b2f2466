using System.Diagnostics.Metrics;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>The database's server ends at once, as in a crash, and comes back. It is a server of this test's own.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly PostgresServer _server = new();
    private readonly Meter _meter = new("test");
    private PostgresDatabase _database = null!;
    private PostgresPorts _store = null!;

    public async Task InitializeAsync()
    {
        var clock = new HandClock();
        _database = new PostgresDatabase(_server.ConnectionTo("postgres", "Timeout=2"), _meter, clock, NullLoggerFactory.Instance);
        await _database.Migrate(clock.GetUtcNow());
        _store = new PostgresPorts(_database, clock);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _meter.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash_where_the_server_is_set_to_answer_before_it_is_durable_I1()
    {
        // So late that nothing is written down by itself before the crash.
        _server.Run("ALTER SYSTEM SET wal_writer_delay = '10s'");
        _server.Run("ALTER SYSTEM SET synchronous_commit = off");
        _server.Crash();
        var meeting = await _store.Meeting();
        (await _database.Read(session => session.One("SELECT current_setting('synchronous_commit')", row => row.Text(0)))).ShouldBe("off");
        for (var seq = 0; seq < 5; seq++)
        {
            (await _store.Chunks.Put(Given.Chunk(meeting.Track(), seq) with { StartSamples = seq * Given.ChunkSamples })).ShouldBeOfType<PutAnswer.Stored>();
            _server.Crash();
            (await _store.Meetings.StoredSeqs(meeting.Track(), 0, 10)).Count.ShouldBe(seq + 1);
        }
    }

    [Fact]
    public async Task A_crashed_server_that_comes_back_is_used_again_by_itself_and_keeps_what_was_acknowledged_I1_I6()
    {
        var meeting = await _store.Meeting();
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 6).Select(async track =>
        {
            var acknowledged = 0;
            while (!over.IsCancellationRequested)
            {
                try
                {
                    (await _store.Chunks.Put(Given.Chunk(meeting.Track($"t{track}"), acknowledged) with { StartSamples = acknowledged })).ShouldNotBeOfType<PutAnswer.Refused>();
                    acknowledged++;
                }
                catch (StoreException refused)
                {
                    refused.Fault.ShouldBe(StoreFault.Unavailable);
                }
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
            return acknowledged;
        }).ToList();
        for (var crash = 0; crash < 3; crash++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
            _server.Crash();
        }
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await over.CancelAsync();
        var counts = await Task.WhenAll(writers);
        counts.ShouldAllBe(count => count > 0);
        for (var track = 0; track < counts.Length; track++)
        {
            (await _store.Meetings.StoredSeqs(meeting.Track($"t{track}"), 0, Limits.RowsPerReadMax)).ShouldBe(Enumerable.Range(0, counts[track]).Select(seq => (long)seq));
            (await _store.Meetings.Track(meeting.Track($"t{track}")))!.ChunkCount.ShouldBe(counts[track]);
        }
    }

    [Fact]
    public async Task While_the_server_is_down_everybody_is_told_when_to_come_again()
    {
        var meeting = await _store.Meeting();
        _server.Down();
        (await Should.ThrowAsync<StoreException>(() => _store.Chunks.Put(Given.Chunk(meeting.Track(), 0)))).RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
        (await Should.ThrowAsync<StoreException>(() => _store.Meetings.Meeting(Given.Tenant, meeting))).Fault.ShouldBe(StoreFault.Unavailable);
        _server.Up();
        await _store.Stored(Given.Chunk(meeting.Track(), 0));
    }
}
