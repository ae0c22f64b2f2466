using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Two servers at work on the same rows, met at each statement: whoever is second sees what the first one did, or waits for it.</summary>
public class InterleavingTests
{
    private static readonly MeetingId Meeting = MeetingId.At(new HandClock().GetUtcNow(), 1);
    private static readonly TrackKey Track = Meeting.Track();

    [Fact]
    public async Task A_fenced_writers_chunk_never_commits_after_the_epoch_that_fences_it_I7() => await new Duel<PutAnswer, OpenAnswer>
    {
        Before = async store =>
        {
            await store.Meeting();
            await store.Open(Track, "zombie");
        },
        First = store => store.Chunks.Put(Given.Chunk(Track, 3, epoch: 0, writerEpoch: 0)),
        Second = store => store.Chunks.OpenEpoch(Given.Opening(Track, "next", seen: 0)),
        Check = async (store, put, open) =>
        {
            // The new epoch begins above what the old writer stored: so it was there when the epoch was opened.
            var opened = open.ShouldBeOfType<OpenAnswer.Opened>();
            var stored = (await store.Meetings.StoredSeqs(Track, 0, 9)).Count;
            if (put is PutAnswer.Stored) (opened.Epoch.FirstSeq, stored).ShouldBe((4, 1));
            else (put.ShouldBeOfType<PutAnswer.Refused>().Refusal.Code, opened.Epoch.FirstSeq, stored).ShouldBe((RefusalCode.StaleEpoch, 0, 0));
        },
    }.AtEachStatement();

    [Fact]
    public async Task The_same_chunk_twice_is_stored_once_and_both_are_acknowledged_I3() => await new Duel<PutAnswer, PutAnswer>
    {
        Before = store => store.Meeting(),
        First = store => store.Chunks.Put(Given.Chunk(Track, 0)),
        Second = store => store.Chunks.Put(Given.Chunk(Track, 0)),
        Check = async (store, first, second) =>
        {
            new[] { first, second }.Count(answer => answer is PutAnswer.Stored).ShouldBe(1);
            new[] { first, second }.Count(answer => answer is PutAnswer.AlreadyHave).ShouldBe(1);
            (await store.Meetings.Track(Track))!.ChunkCount.ShouldBe(1);
        },
    }.AtEachStatement();

    [Fact]
    public async Task Of_two_chunks_under_one_number_one_is_stored_and_the_other_a_conflict_I3() => await new Duel<PutAnswer, PutAnswer>
    {
        Before = async store =>
        {
            await store.Meeting();
            await store.StoreChunks(Track, 0);
        },
        First = store => store.Chunks.Put(Given.Chunk(Track, 1, "a")),
        Second = store => store.Chunks.Put(Given.Chunk(Track, 1, "b")),
        Check = async (store, first, second) =>
        {
            new[] { first, second }.Count(answer => answer is PutAnswer.Stored).ShouldBe(1);
            new[] { first, second }.OfType<PutAnswer.Refused>().ShouldHaveSingleItem().Refusal.Code.ShouldBe(RefusalCode.Conflict);
            (await store.Meetings.Track(Track))!.ChunkCount.ShouldBe(2);
        },
    }.AtEachStatement();

    [Fact]
    public async Task A_stop_that_names_the_last_number_and_a_chunk_above_it_never_both_happen() => await new Duel<PutAnswer, CommitAnswer>
    {
        Before = async store =>
        {
            await store.Meeting();
            await store.StoreChunks(Track, 0);
        },
        First = store => store.Chunks.Put(Given.Chunk(Track, 5)),
        Second = store => store.Change(
            Meeting, new RowChange.NameLast(Meeting, new Dictionary<string, long> { ["mic"] = 2 }),
            store.Phase(Meeting, MeetingPhase.Draining, store.Now.AddSeconds(60), store.Now + Limits.LateMax)),
        Check = async (store, put, stop) =>
        {
            var track = (await store.Meetings.Track(Track))!;
            if (put is PutAnswer.Stored) (stop is CommitAnswer.Refused, track.Phase, track.LastSeq).ShouldBe((true, WriterPhase.Open, null));
            else (put.ShouldBeOfType<PutAnswer.Refused>().Refusal.Code, stop is CommitAnswer.Committed, track.LastSeq).ShouldBe((RefusalCode.AfterStop, true, 2));
        },
    }.AtEachStatement();

    [Theory]
    [InlineData("mic")]
    [InlineData("new")]
    public async Task A_track_that_begins_while_its_meeting_is_deleted_is_deleted_too_I12(string track) => await new Duel<PutAnswer, CommitAnswer>
    {
        Before = async store =>
        {
            await store.Meeting();
            await store.StoreChunks(Track, 0);
        },
        First = store => store.Chunks.Put(Given.Chunk(Meeting.Track(track), 1)),
        Second = store => store.Change(Meeting, store.Phase(Meeting, MeetingPhase.Deleted)),
        Check = async (store, put, _) =>
        {
            if (put is not PutAnswer.Stored) put.ShouldBeOfType<PutAnswer.Refused>().Refusal.Code.ShouldBe(RefusalCode.Deleted);
            (await store.Meetings.Tracks(Meeting)).ShouldAllBe(row => row.Phase == WriterPhase.Deleted);
            await NothingIsLeft(store);
        },
    }.AtEachStatement();

    [Fact]
    public async Task A_number_is_stored_or_given_up_never_both() => await new Duel<PutAnswer, Refusal?>
    {
        Before = async store =>
        {
            await store.Meeting();
            await store.StoreChunks(Track, 0, 2);
        },
        First = store => store.Chunks.Put(Given.Chunk(Track, 1)),
        Second = store => store.Chunks.DeclareLost(Given.Tenant, Track, 0, new LostRange(1, 1, "x")),
        Check = async (store, put, lost) =>
        {
            lost.ShouldBeNull();
            (await store.Meetings.LostRanges(Track)).Count.ShouldBe(put is PutAnswer.Stored ? 0 : 1);
            (await store.Meetings.StoredSeqs(Track, 0, 9)).Count.ShouldBe(put is PutAnswer.Stored ? 3 : 2);
        },
    }.AtEachStatement();

    [Fact]
    public async Task Of_two_writers_who_open_an_epoch_one_wins_I7() => await new Duel<OpenAnswer, OpenAnswer>
    {
        Before = store => store.Meeting(),
        First = store => store.Chunks.OpenEpoch(Given.Opening(Track, "one")),
        Second = store => store.Chunks.OpenEpoch(Given.Opening(Track, "other")),
        Check = (_, first, second) =>
        {
            new[] { first, second }.OfType<OpenAnswer.Opened>().ShouldHaveSingleItem();
            new[] { first, second }.OfType<OpenAnswer.Refused>().ShouldHaveSingleItem().Refusal.Code.ShouldBe(RefusalCode.StaleEpoch);
            return Task.CompletedTask;
        },
    }.AtEachStatement();

    [Fact]
    public async Task Of_two_activations_of_a_grain_one_is_fenced_I7() => await new Duel<CommitAnswer, CommitAnswer>
    {
        Before = store => store.Meeting(),
        First = store => store.Commit(Meeting, 1, store.Phase(Meeting, MeetingPhase.Interrupted)),
        Second = store => store.Commit(Meeting, 1, store.Phase(Meeting, MeetingPhase.Cancelled)),
        Check = async (store, first, second) =>
        {
            new[] { first, second }.Count(answer => answer is CommitAnswer.Fenced).ShouldBe(1);
            var phase = (await store.Meetings.Meeting(Given.Tenant, Meeting))!.Phase;
            phase.ShouldBe(first is CommitAnswer.Committed ? MeetingPhase.Interrupted : MeetingPhase.Cancelled);
        },
    }.AtEachStatement();

    [Fact]
    public async Task One_idempotency_key_makes_one_meeting() => await new Duel<CommitAnswer, CommitAnswer>
    {
        Before = _ => Task.CompletedTask,
        First = store => store.Create(MeetingId.At(store.Now, 1), "once"),
        Second = store => store.Create(MeetingId.At(store.Now, 2), "once"),
        Check = async (store, first, second) =>
        {
            var made = (await store.Meetings.Meetings(Given.Tenant, null, 9)).ShouldHaveSingleItem().Id;
            new[] { first, second }.OfType<CommitAnswer.KeyTaken>().ShouldHaveSingleItem().Id.ShouldBe(made);
        },
    }.AtEachStatement();

    private static async Task NothingIsLeft(StoreUnderTest store)
    {
        while (!await store.Erasure.EraseRows(Meeting)) { }
        (await store.Meetings.Tracks(Meeting)).ShouldBeEmpty();
        (await ((PostgresStore)store).Number("SELECT (SELECT count(*) FROM chunks) + (SELECT count(*) FROM chunk_bytes)")).ShouldBe(0);
    }
}
