using System.Diagnostics;
using System.Security.Cryptography;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Storage.Tests.Conformance;
using Npgsql;
using Xunit.Abstractions;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Audio comes and goes at one rate, as when windows are promoted while meetings run: what the table takes on the disk stays bounded.</summary>
public class SteadyRunTests(ITestOutputHelper output)
{
    private const int Tracks = 40;
    private const int ChunkBytes = 32 * 1024;

    // What is hot at a time: each track's newest chunks.
    private const int HotPerTrack = 8;

    // Two hours of 40 tracks in chunks of 10 s are 720 rounds.
    private static int Rounds => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long" ? 720 : 120;

    [Fact, Trait("Speed", "Slow")]
    public async Task The_bytes_of_a_steady_run_take_a_bounded_room_on_the_disk_I2()
    {
        await using var store = new PostgresStore();
        await using var beside = store.Beside();
        var meeting = await store.Meeting();
        var sizes = new List<long>();
        var bytes = new byte[ChunkBytes];
        new Random(1).NextBytes(bytes);
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Tracks).Select(track => store.Stored(Chunk(meeting.Track($"t{track}"), round))));
            await Run($"DELETE FROM chunk_bytes WHERE chunk_id IN (SELECT chunk_id FROM chunks WHERE seq = {round - HotPerTrack})");
            sizes.Add((long)(await Run("SELECT pg_total_relation_size('chunk_bytes')"))!);
            // A rate at which a vacuum a second can be had: a server has a minute's worth between two of them, and a thousandth of the load.
            if (TimeSpan.FromMilliseconds(100) - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left) await Task.Delay(left, TimeProvider.System);
        }
        var (hot, written) = ((long)HotPerTrack * Tracks * ChunkBytes, (long)Rounds * Tracks * ChunkBytes);
        var (firstHalf, secondHalf) = (sizes[..(Rounds / 2)].Max(), sizes[(Rounds / 2)..].Max());
        output.WriteLine($"{written >> 20} MiB written, {hot >> 20} MiB hot at a time; the table took {firstHalf >> 20} MiB at most in the first half, {secondHalf >> 20} MiB in the second");
        secondHalf.ShouldBeLessThan((firstHalf * 5 / 4) + (16 << 20), "it must not grow with the length of the run");

        Task<object?> Run(string sql) => new NpgsqlCommand(sql, beside).ExecuteScalarAsync();
        ChunkToStore Chunk(TrackKey track, int seq) => Given.Chunk(track, seq) with { Bytes = bytes, Digest = SHA256.HashData(BitConverter.GetBytes(seq)), StartSamples = seq };
    }
}
