using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>A commit whose answer is lost is looked up before anybody is answered; a connection lost earlier is no event at all.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private readonly CuttingProxy _proxy = new(PostgresStore.Server.Environs);
    private PostgresStore _store = null!;

    public Task InitializeAsync()
    {
        _store = new PostgresStore(_proxy.Host);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _proxy.Dispose();
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHears)]
    [InlineData(Cut.BeforeItsAnswer)]
    public async Task A_chunk_whose_commit_lost_its_answer_is_acknowledged_as_what_it_is(Cut where)
    {
        var meeting = await _store.Meeting();
        for (var seq = 0; seq < 5; seq++)
        {
            _proxy.CutNextCommit(where);
            (await _store.Chunks.Put(Given.Chunk(meeting.Track(), seq))).ShouldBeOfType<PutAnswer.Stored>();
        }
        _store.Fates.Count.ShouldBeGreaterThanOrEqualTo(5);
        (await _store.Meetings.StoredSeqs(meeting.Track(), 0, 9)).ShouldBe([0, 1, 2, 3, 4]);
        (await _store.Meetings.Track(meeting.Track()))!.ChunkCount.ShouldBe(5);
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHears)]
    [InlineData(Cut.BeforeItsAnswer)]
    public async Task A_grains_commit_that_lost_its_answer_is_not_mistaken_for_another_activations(Cut where)
    {
        var meeting = await _store.Meeting();
        for (var etag = 1; etag <= 5; etag++)
        {
            _proxy.CutNextCommit(where);
            var answer = await _store.Commit(meeting, etag, new RowChange.AddEvent(meeting, _store.Now, "tested", "{}"));
            answer.ShouldBe(new CommitAnswer.Committed(etag + 1));
        }
        (await _store.Meetings.Events(meeting, 0, 99)).Select(row => row.Number).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task An_epoch_whose_opening_lost_its_answer_is_opened_once()
    {
        var meeting = await _store.Meeting();
        _proxy.CutNextCommit(Cut.BeforeItsAnswer);
        (await _store.Open(meeting.Track(), "writer")).Epoch.ShouldBe(0);
        _proxy.CutNextCommit(Cut.BeforeTheServerHears);
        (await _store.Open(meeting.Track(), "next", seen: 0)).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task Lines_cut_at_any_moment_lose_and_double_nothing_I1()
    {
        var meeting = await _store.Meeting();
        using var over = new CancellationTokenSource();
        var cutting = CutAgainAndAgain(over.Token);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async track =>
        {
            for (var seq = 0; seq < 40; seq++) await PutUntilAcknowledged(Given.Chunk(meeting.Track($"t{track}"), seq) with { StartSamples = seq });
        }));
        await over.CancelAsync();
        await cutting;
        for (var track = 0; track < 8; track++)
        {
            (await _store.Meetings.StoredSeqs(meeting.Track($"t{track}"), 0, 99)).Count.ShouldBe(40);
            (await _store.Meetings.Track(meeting.Track($"t{track}")))!.ChunkCount.ShouldBe(40);
        }
        (await _store.Number("SELECT count(*) FROM chunk_bytes")).ShouldBe(8 * 40);
    }

    private async Task PutUntilAcknowledged(Domain.Chunks.ChunkToStore chunk)
    {
        while (true)
        {
            try
            {
                // Stored, or by an earlier try of this writer: any other answer would be wrong.
                (await _store.Chunks.Put(chunk)).ShouldNotBeOfType<PutAnswer.Refused>();
                return;
            }
            catch (StoreException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }

    private async Task CutAgainAndAgain(CancellationToken over)
    {
        var drawn = new Random(7);
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(drawn.Next(5, 60)), TimeProvider.System, CancellationToken.None);
            if (drawn.Next(2) == 0) _proxy.CutAll();
            else _proxy.CutNextCommit(drawn.Next(2) == 0 ? Cut.BeforeTheServerHears : Cut.BeforeItsAnswer);
        }
    }
}
