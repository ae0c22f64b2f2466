using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Deleting leaves the tombstone and nothing else (I12).</summary>
public abstract class ErasureConformance : StoreConformance
{
    [Fact]
    public async Task Nothing_of_a_deleted_meeting_is_left_but_its_tombstone_I12()
    {
        var meeting = await Busy(1);
        var other = await Busy(2);
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        await EraseAll(meeting);

        (await Store.Meetings.Tracks(meeting)).ShouldBeEmpty();
        (await Store.Meetings.Chunks(meeting.Track(), 0, 9)).ShouldBeEmpty();
        (await Store.Meetings.Segments(meeting, 0, 9)).ShouldBeEmpty();
        (await Store.Meetings.Events(meeting, 0, 9)).ShouldBeEmpty();
        (await Store.Meetings.Artefacts(meeting)).ShouldBeEmpty();
        (await Store.Meetings.Notes(meeting)).ShouldBeNull();
        (await Store.Meetings.LostRanges(meeting.Track())).ShouldBeEmpty();
        (await Store.Chunks.ReadBytes(new ChunkKey(meeting, new TrackId("mic"), 0))).ShouldBeNull();
        var tombstone = (await Store.Meetings.Meeting(Given.Tenant, meeting)).ShouldNotBeNull();
        (tombstone.Phase, tombstone.Name, tombstone.MeetingUrl, tombstone.Metadata, tombstone.Language).ShouldBe((MeetingPhase.Deleted, null, null, null, null));

        (await Store.Meetings.Chunks(other.Track(), 0, 99)).Count.ShouldBe(3);
        (await Store.Meetings.Segments(other, 0, 9)).ShouldHaveSingleItem();
        (await Store.Erasure.Objects(other)).ShouldBe([$"{other}/0/x.ogg"]);
    }

    [Fact]
    public async Task A_meeting_that_was_not_deleted_loses_nothing()
    {
        var meeting = await Busy(1);
        (await Store.Erasure.EraseRows(meeting)).ShouldBeTrue();
        (await Store.Meetings.Chunks(meeting.Track(), 0, 99)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_long_meeting_is_erased_in_portions_between_which_others_are_acknowledged()
    {
        var meeting = await Store.Meeting(1);
        var other = await Store.Meeting(2);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(seq => Store.Stored(Given.Chunk(meeting.Track(), seq))));
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        var portions = 0;
        while (!await Store.Erasure.EraseRows(meeting)) await Store.StoreChunks(other.Track(), portions++);
        portions.ShouldBeGreaterThan(3);
        (await Store.Meetings.Chunks(other.Track(), 0, 99)).Count.ShouldBe(portions);
    }

    [Fact]
    public async Task What_comes_after_the_tombstone_stores_nothing_I12()
    {
        var meeting = await Busy(1);
        var claimed = (await Store.Queue.Claim(Store.Wish("late", meeting))).ShouldNotBeNull();
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        (await Store.Refusal(Given.Chunk(meeting.Track(), 50))).ShouldBe(RefusalCode.Deleted);
        await EraseAll(meeting);
        (await Store.Refusal(Given.Chunk(meeting.Track(), 50))).ShouldBe(RefusalCode.Deleted);
        (await Store.Refusal(Given.Chunk(meeting.Track("new"), 0))).ShouldBe(RefusalCode.Deleted);
        (await Store.Finish(claimed, TextWork.Text("too late"))).ShouldBeFalse();
        (await Store.Chunks.DeclareLost(Given.Tenant, meeting.Track(), 0, new LostRange(1, 1, "x"))).ShouldNotBeNull();
        (await Store.Chunks.RecordGap(Given.Tenant, meeting.Track(), 0, new Gap(1, 1, "paused"))).ShouldNotBeNull();
        (await Store.Meetings.Tracks(meeting)).ShouldBeEmpty();
        (await Store.Meetings.Segments(meeting, 0, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Objects_are_remembered_until_nothing_can_write_them_any_more()
    {
        var meeting = await Busy(1);
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        await EraseAll(meeting);
        (await Store.Erasure.Objects(meeting)).ShouldBe([$"{meeting}/0/x.ogg"]);
        await Store.Erasure.ForgetObjects(meeting);
        (await Store.Erasure.Objects(meeting)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_idempotency_key_outlives_its_meeting()
    {
        var meeting = await Store.Meeting(1, "once");
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        await EraseAll(meeting);
        (await Store.Create(MeetingId.At(Store.Now, 2), "once")).ShouldBeOfType<CommitAnswer.KeyTaken>().Id.ShouldBe(meeting);
    }

    private async Task EraseAll(MeetingId meeting)
    {
        while (!await Store.Erasure.EraseRows(meeting)) { }
    }

    /// <summary>A meeting with something in every table it can have rows in.</summary>
    private async Task<MeetingId> Busy(ulong number)
    {
        var meeting = await Store.Meeting(number);
        await Store.StoreChunks(meeting.Track(), 0, 1, 8);
        await Store.Chunks.DeclareLost(Given.Tenant, meeting.Track(), 0, new LostRange(3, 4, "x"));
        await Store.Chunks.RecordGap(Given.Tenant, meeting.Track(), 0, new Gap(960, 960, "paused"));
        await Store.Finish(await Store.Claim($"unit of {number}", meeting), TextWork.Text("hello"));
        var name = $"{meeting}/0/x.ogg";
        var document = new Domain.Notes.NotesDocument("x", []);
        (await Store.Change(
            meeting,
            new RowChange.IntendObject(meeting, name, Store.Now),
            new RowChange.SaveArtefacts(meeting, 0, 1, 3, [new ArtefactRow(0, new TrackId("mic"), 1, name, 5, [1], 960)]),
            new RowChange.SaveSummary(meeting, 0, 1, 1, document),
            new RowChange.SaveNotes(meeting, 1, 1, document),
            new RowChange.AddEvent(meeting, Store.Now, "x", "{}"))).ShouldBeOfType<CommitAnswer.Committed>();
        await Store.Records.Commit(new Commit(Given.Tenant, new GrainName("window", $"{meeting}/0"), 0, [1], []));
        return meeting;
    }
}
