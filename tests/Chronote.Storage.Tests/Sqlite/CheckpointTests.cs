using System.Diagnostics;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql.Sqlite;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Chronote.Storage.Tests.Sqlite;

/// <summary>The write-ahead log stays bounded, whoever reads; at its limit writers are told to wait and go on by themselves.</summary>
public sealed class CheckpointTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly SqliteStore _store = new();
    private MeetingId _meeting;
    private long _seq;

    private SqliteCheckpointer Checkpointer => _store.Database.Checkpointer;
    private long WalFileBytes => new FileInfo(_store.DatabasePath + "-wal").Length;

    public async Task InitializeAsync() => _meeting = await _store.Meeting();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task The_log_stays_bounded_under_writers_that_never_pause_beside_a_slow_reader()
    {
        using var reading = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            for (var from = 0L; !reading.IsCancellationRequested; from = (from + 500) % 2_000)
                await _store.Meetings.Chunks(_meeting.Track("w0"), from, Limits.RowsPerReadMax);
        });
        var largest = 0L;
        const int Rounds = 40;
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
            {
                for (var i = 0; i < 10; i++) await Put(_meeting.Track($"w{writer}"), 100_000);
            }));
            largest = Math.Max(largest, WalFileBytes);
        }
        await reading.CancelAsync();
        await reader;
        var written = Rounds * 160 * 100_000L;
        written.ShouldBeGreaterThan(6 * Limits.WalCheckpointBytes);
        output.WriteLine($"{written >> 20} MiB were written; the log grew to {largest >> 20} MiB");
        // How far it grows meanwhile depends on the disk; that it began anew shows in its being well below what was written.
        largest.ShouldBeLessThan(written * 3 / 4);
    }

    [Fact]
    public async Task At_the_hard_limit_writers_are_told_to_wait_and_go_on_once_the_reader_that_held_the_log_has_ended()
    {
        using (var holder = new SqliteSession(_store.DatabasePath, readOnly: true))
        {
            holder.Run("BEGIN");
            holder.Number("SELECT count(*) FROM meetings");
            await Put(_meeting.Track(), 1_000);
            Checkpointer.Committed(0, Limits.WalBytesMax + 1);
            var busy = Should.Throw<StoreException>(() => { _ = _store.Chunks.Put(Given.Chunk(_meeting.Track(), 1)); });
            busy.Fault.ShouldBe(StoreFault.Busy);
            busy.RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
            holder.Run("ROLLBACK");
        }
        await Eventually(async () =>
        {
            try
            {
                await _store.Stored(Given.Chunk(_meeting.Track(), 2));
                return true;
            }
            catch (StoreException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task A_log_that_a_killed_process_left_behind_counts_against_the_limit_from_the_start()
    {
        for (var i = 0; i < 50; i++) await Put(_meeting.Track(), 100_000);
        using var folder = new TemporaryFolder();
        var copy = Path.Combine(folder.Path, "chronote.db");
        foreach (var suffix in (string[])["", "-wal"]) File.Copy(_store.DatabasePath + suffix, copy + suffix);
        using var again = SqliteDatabase.Open(copy, _store.Clock, NullLoggerFactory.Instance);
        again.Checkpointer.WalBytes.ShouldBeGreaterThan(5_000_000);
        again.Read(session => session.Number("SELECT count(*) FROM chunks")).ShouldBe(50);
    }

    [Fact]
    public async Task When_the_log_has_grown_enough_it_is_copied_without_anyone_waiting_for_it()
    {
        await Put(_meeting.Track(), 1_000);
        Checkpointer.Committed(0, Limits.WalCheckpointBytes + 1);
        await Eventually(() => Task.FromResult(Checkpointer.WalBytes < Limits.WalCheckpointBytes));
    }

    private async Task Put(TrackKey track, int byteCount)
    {
        var seq = Interlocked.Increment(ref _seq);
        var chunk = Given.Chunk(track, seq % 4_000);
        var bytes = new byte[byteCount];
        BitConverter.TryWriteBytes(bytes, seq);
        await _store.Chunks.Put(chunk with { Bytes = bytes, Digest = System.Security.Cryptography.SHA256.HashData(bytes) });
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
