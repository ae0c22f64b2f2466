using System.Diagnostics;
using Chronote.Storage.Tests.Conformance;
using Xunit.Abstractions;

namespace Chronote.Storage.Tests.Sequences;

/// <summary>Generated ingest sequences against the book. A store derives, as for the conformance suites.</summary>
public abstract class IngestSequenceTests(ITestOutputHelper output)
{
    public const string SeedVariable = "CHRONOTE_TEST_SEED";
    private const int PerStore = 2_000;
    private const int AtOnce = 64;

    protected abstract StoreUnderTest NewStore();

    [Fact]
    public async Task Every_answer_of_drawn_writers_is_the_protocols_and_nothing_is_lost_or_doubled_I1_I3()
    {
        var began = Stopwatch.GetTimestamp();
        var (first, count) = Environment.GetEnvironmentVariable(SeedVariable) is { } seed ? (int.Parse(seed), 1)
            : (0, Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long" ? 100_000 : PerStore);
        var requests = 0L;
        for (var from = first; from < first + count; from += PerStore) requests += await Run(from, Math.Min(PerStore, first + count - from));
        output.WriteLine($"{count} sequences, {requests} requests, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    // Many meetings at once in one store: their works share commits, as in a server.
    private async Task<long> Run(int from, int count)
    {
        await using var store = NewStore();
        using var room = new SemaphoreSlim(AtOnce);
        var counts = await Task.WhenAll(Enumerable.Range(from, count).Select(async seed =>
        {
            await room.WaitAsync();
            try
            {
                return await IngestSequence.Run(store, seed);
            }
            finally
            {
                room.Release();
            }
        }));
        return counts.Sum(each => (long)each);
    }
}
