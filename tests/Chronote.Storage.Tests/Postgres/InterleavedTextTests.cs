using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Claims, results and erasure of two servers, met at each statement.</summary>
public class InterleavedTextTests
{
    private static readonly MeetingId Meeting = MeetingId.At(new HandClock().GetUtcNow(), 1);
    private static readonly TrackKey Track = Meeting.Track();

    [Fact]
    public async Task An_engine_with_one_slot_never_has_two_out_I8() => await new Duel<ClaimedUnit?, ClaimedUnit?>
    {
        Before = ThreeChunks,
        First = store => store.Queue.Claim(store.Wish("one", Meeting) with { SlotsMax = 1, DurationMaxSamples = 1 }),
        Second = store => store.Queue.Claim(store.Wish("other", Meeting) with { SlotsMax = 1, DurationMaxSamples = 1 }),
        Check = (_, first, second) =>
        {
            new[] { first, second }.Count(unit => unit is not null).ShouldBe(1);
            return Task.CompletedTask;
        },
    }.AtEachStatement();

    [Fact]
    public async Task Two_engines_never_claim_the_same_chunk() => await new Duel<ClaimedUnit?, ClaimedUnit?>
    {
        Before = ThreeChunks,
        First = store => store.Queue.Claim(store.Wish("one", Meeting) with { DurationMaxSamples = 2 * Given.ChunkSamples }),
        Second = store => store.Queue.Claim(store.Wish("other", Meeting) with { Engine = "another", DurationMaxSamples = 2 * Given.ChunkSamples }),
        Check = (_, first, second) =>
        {
            first.ShouldNotBeNull().Seqs().Concat(second.ShouldNotBeNull().Seqs()).Order().ShouldBe([0, 1, 2]);
            return Task.CompletedTask;
        },
    }.AtEachStatement();

    [Fact]
    public async Task A_result_is_stored_once() => await new Duel<bool, bool>
    {
        Before = Claimed,
        First = store => store.Queue.Finish("unit", 1, TextWork.Text("one"), TextWork.Label, store.Now),
        Second = store => store.Queue.Finish("unit", 1, TextWork.Text("other"), TextWork.Label, store.Now),
        Check = async (store, first, second) =>
        {
            (first ^ second).ShouldBeTrue();
            (await store.Meetings.Segments(Meeting, 0, 9)).ShouldHaveSingleItem().Text.ShouldBe(first ? "one" : "other");
        },
    }.AtEachStatement();

    [Fact]
    public async Task An_attempt_ends_by_its_result_or_by_its_time_never_by_both() => await new Duel<bool, int>
    {
        Before = async store =>
        {
            await Claimed(store);
            store.Clock.Advance(TimeSpan.FromHours(1));
        },
        First = store => store.Queue.Finish("unit", 1, TextWork.Text("text"), TextWork.Label, store.Now),
        Second = store => store.Queue.EndExpired(TextWork.Engine, store.Now),
        Check = async (store, finished, expired) =>
        {
            expired.ShouldBe(finished ? 0 : 3);
            (await store.Meetings.Segments(Meeting, 0, 9)).Count.ShouldBe(finished ? 1 : 0);
            (await store.Meetings.Chunks(Track, 0, 9)).ShouldAllBe(chunk => chunk.Text == (finished ? TextPhase.Transcribed : TextPhase.Retrying));
        },
    }.AtEachStatement();

    [Fact]
    public async Task A_result_that_comes_while_its_meeting_is_erased_leaves_nothing_I12() => await new Duel<bool, bool>
    {
        Before = async store =>
        {
            await Claimed(store);
            await store.Change(Meeting, store.Phase(Meeting, MeetingPhase.Deleted));
        },
        First = store => store.Queue.Finish("unit", 1, TextWork.Text("text"), TextWork.Label, store.Now),
        Second = store => store.Erasure.EraseRows(Meeting),
        Check = async (store, _, erased) =>
        {
            erased.ShouldBeTrue();
            (await Rows(store)).ShouldBe(0);
        },
    }.AtEachStatement();

    [Fact]
    public async Task Audio_encoded_while_its_meeting_is_erased_leaves_nothing_I12() => await new Duel<bool, bool>
    {
        Before = async store =>
        {
            await store.Meeting();
            await store.Stored(Given.Chunk(Track, 0, codec: AudioCodec.Wav));
            var queued = (await store.Normalisation.Queued(9)).ShouldHaveSingleItem();
            (await store.Normalisation.Begin(queued.ChunkId, store.Now.AddMinutes(2))).ShouldBeTrue();
            await store.Change(Meeting, store.Phase(Meeting, MeetingPhase.Deleted));
        },
        First = async store =>
        {
            var chunk = (await store.Meetings.Chunks(Track, 0, 1)).Select(row => row.ChunkId).FirstOrDefault();
            return await store.Normalisation.Complete(chunk, [1, 2, 3], new AudioShape(AudioCodec.Opus, 960, 0, 1, [1]), store.Now);
        },
        Second = store => store.Erasure.EraseRows(Meeting),
        Check = async (store, _, erased) =>
        {
            erased.ShouldBeTrue();
            (await Rows(store)).ShouldBe(0);
        },
    }.AtEachStatement();

    [Fact]
    public async Task Files_and_notes_that_come_while_their_meeting_is_deleted_and_erased_leave_nothing_I12() => await new Duel<CommitAnswer, bool>
    {
        Before = ThreeChunks,
        First = store => store.Records.Commit(new Commit(Given.Tenant, new GrainName("window", $"{Meeting}/0"), 0, [1],
        [
            new RowChange.IntendObject(Meeting, "object", store.Now),
            new RowChange.SaveArtefacts(Meeting, 0, 1, 3, [new ArtefactRow(0, new TrackId("mic"), 1, "object", 5, [1], 960)]),
            new RowChange.SaveNotes(Meeting, 1, 0, new NotesDocument("x", [])),
        ])),
        Second = async store =>
        {
            await store.Change(Meeting, store.Phase(Meeting, MeetingPhase.Deleted));
            return await store.Erasure.EraseRows(Meeting);
        },
        Check = async (store, saved, _) =>
        {
            if (saved is CommitAnswer.Refused refused) refused.Refusal.Code.ShouldBe(RefusalCode.Deleted);
            (await Rows(store)).ShouldBe(0);
            (await store.Erasure.Objects(Meeting)).Count.ShouldBe(saved is CommitAnswer.Committed ? 1 : 0, "an intent that was committed is remembered until its object is gone");
        },
    }.AtEachStatement();

    private static async Task ThreeChunks(StoreUnderTest store)
    {
        await store.Meeting();
        await store.StoreChunks(Track, 0, 1, 2);
    }

    private static async Task Claimed(StoreUnderTest store)
    {
        await ThreeChunks(store);
        (await store.Claim("unit", Meeting)).Attempt.ShouldBe(1);
    }

    private static Task<long> Rows(StoreUnderTest store) => ((PostgresStore)store).Number(
        "SELECT (SELECT count(*) FROM chunks) + (SELECT count(*) FROM chunk_bytes) + (SELECT count(*) FROM segments) + (SELECT count(*) FROM events) "
        + "+ (SELECT count(*) FROM artefacts) + (SELECT count(*) FROM notes) + (SELECT count(*) FROM windows) + (SELECT count(*) FROM tracks)");
}
