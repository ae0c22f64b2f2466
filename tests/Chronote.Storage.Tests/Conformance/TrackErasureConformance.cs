using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>One person is taken out of a meeting that goes on.</summary>
public abstract class TrackErasureConformance : StoreConformance
{
    private static readonly NotesDocument Document = new("x", [new NotesSection("Summary", [new NotesItem("ana said so", "Ana", null)])]);

    [Fact]
    public async Task Nothing_of_an_erased_track_is_left_and_nothing_of_another_one_is_missing()
    {
        var meeting = await TwoTracks();
        await EraseAll(meeting.Track("ana"));

        (await Store.Meetings.Tracks(meeting)).Select(track => track.Key.Track.Value).ShouldBe(["ben"]);
        (await Store.Meetings.Track(meeting.Track("ana"))).ShouldNotBeNull().Name.ShouldBeNull();
        (await Store.Meetings.Chunks(meeting.Track("ana"), 0, 9)).ShouldBeEmpty();
        (await Store.Chunks.ReadBytes(new ChunkKey(meeting, new TrackId("ana"), 0))).ShouldBeNull();
        (await Store.Meetings.Segments(meeting, 0, 9)).ShouldHaveSingleItem().Text.ShouldBe("words of ben");
        (await Store.Meetings.Artefacts(meeting)).ShouldHaveSingleItem().Track.Value.ShouldBe("ben");
        (await Store.Meetings.Gaps(meeting.Track("ana"))).ShouldBeEmpty();
        (await Store.Meetings.Chunks(meeting.Track("ben"), 0, 9)).Count.ShouldBe(2);
        (await Store.Chunks.ReadBytes(new ChunkKey(meeting, new TrackId("ben"), 1))).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_the_person_said_is_gone_from_the_events_whose_numbers_stay_I11()
    {
        var meeting = await TwoTracks();
        var before = await Store.Meetings.Events(meeting, 0, 99);
        await EraseAll(meeting.Track("ana"));
        var after = await Store.Meetings.Events(meeting, 0, 99);
        after.Select(happened => happened.Number).ShouldBe(Enumerable.Range(1, before.Count + 1).Select(number => (long)number));
        after.ShouldNotContain(happened => happened.Payload.Contains("words of ana", StringComparison.Ordinal));
        after.ShouldContain(happened => happened.Payload.Contains("words of ben", StringComparison.Ordinal));
        after[^1].Kind.ShouldBe("track.erased");
    }

    [Fact]
    public async Task Notes_and_summary_go_and_are_not_stored_again_from_the_older_text()
    {
        var meeting = await TwoTracks();
        var older = (await Store.Meetings.Meeting(Given.Tenant, meeting)).ShouldNotBeNull().TextVersion;
        await EraseAll(meeting.Track("ana"));
        (await Store.Meetings.Notes(meeting)).ShouldBeNull();
        (await Store.Meetings.Window(meeting, 0)).ShouldNotBeNull().Summary.ShouldBeNull();
        var newer = (await Store.Meetings.Meeting(Given.Tenant, meeting)).ShouldNotBeNull().TextVersion;
        newer.ShouldBeGreaterThan(older);

        // A writer that had begun before comes late.
        await Store.Change(meeting, new RowChange.SaveSummary(meeting, 0, 1, older, Document));
        (await Store.Change(meeting, new RowChange.SaveNotes(meeting, 2, older, Document))).ShouldBeOfType<CommitAnswer.Refused>();
        (await Store.Meetings.Window(meeting, 0)).ShouldNotBeNull().Summary.ShouldBeNull();
        (await Store.Meetings.Notes(meeting)).ShouldBeNull();

        await Store.Change(meeting, new RowChange.SaveSummary(meeting, 0, 1, newer, Document));
        (await Store.Change(meeting, new RowChange.SaveNotes(meeting, 2, newer, Document))).ShouldBeOfType<CommitAnswer.Committed>();
        (await Store.Meetings.Notes(meeting)).ShouldNotBeNull();
    }

    [Fact]
    public async Task From_the_mark_on_nothing_is_stored_on_the_track_I12()
    {
        var meeting = await TwoTracks();
        (await Store.Erasure.EraseTrack(meeting.Track("ana"), Store.Now)).ShouldBeFalse("the mark alone");
        (await Store.Refusal(Given.Chunk(meeting.Track("ana"), 7))).ShouldBe(RefusalCode.Deleted);
        (await Store.Refusal(Given.Chunk(meeting.Track("ana"), 0))).ShouldBe(RefusalCode.Deleted);
        (await Store.Chunks.OpenEpoch(Given.Opening(meeting.Track("ana"), "w", 0))).ShouldBeOfType<OpenAnswer.Refused>();
        await EraseAll(meeting.Track("ana"));
        // Neither the meeting's end nor a last number named at it brings the track back, or makes it owe anything.
        await Store.Stop(meeting, ("ana", 9), ("ben", 1));
        (await Store.Refusal(Given.Chunk(meeting.Track("ana"), 7))).ShouldBe(RefusalCode.Deleted);
        (await Store.Meetings.Progress(meeting)).OwedChunks.ShouldBe(0);
    }

    [Fact]
    public async Task A_text_that_was_under_way_is_not_stored()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track("ana"), 0);
        var claimed = await Store.Claim("unit", meeting);
        await EraseAll(meeting.Track("ana"));
        (await Store.Finish(claimed, TextWork.Text("too late"))).ShouldBeFalse();
        (await Store.Meetings.Segments(meeting, 0, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_are_to_be_made_anew_even_where_as_many_chunks_came_as_went()
    {
        var meeting = await TwoTracks();
        await EraseAll(meeting.Track("ana"));
        await Store.StoreChunks(meeting.Track("ben"), 2, 3);
        (await Store.Meetings.Progress(meeting)).FilesAreCurrent.ShouldBeFalse();

        // An assembly that began before it: her file is nobody's, and the window is not taken for current.
        await Store.Change(meeting, new RowChange.SaveArtefacts(meeting, 0, 2, 4, [File(meeting, "ana", 2), File(meeting, "ben", 2)]));
        (await Store.Meetings.Artefacts(meeting)).ShouldHaveSingleItem().Track.Value.ShouldBe("ben");
        (await Store.Meetings.Window(meeting, 0)).ShouldNotBeNull().ChunkCount.ShouldBe(WindowRow.Stale);
        await Store.Change(meeting, new RowChange.SaveArtefacts(meeting, 0, 3, 4, [File(meeting, "ben", 3)]));
        (await Store.Meetings.Progress(meeting)).FilesAreCurrent.ShouldBeTrue();
    }

    [Fact]
    public async Task Erasing_again_changes_nothing_and_a_track_that_is_not_there_is_erased_already()
    {
        var meeting = await TwoTracks();
        await EraseAll(meeting.Track("ana"));
        var events = await Store.Meetings.Events(meeting, 0, 99);
        (await Store.Erasure.EraseTrack(meeting.Track("ana"), Store.Now)).ShouldBeTrue();
        (await Store.Erasure.EraseTrack(meeting.Track("nobody"), Store.Now)).ShouldBeTrue();
        (await Store.Meetings.Events(meeting, 0, 99)).Count.ShouldBe(events.Count);
    }

    [Fact]
    public async Task A_stopped_meeting_is_woken_to_make_files_and_notes_again()
    {
        var meeting = await TwoTracks();
        await Store.Stop(meeting);
        await EraseAll(meeting.Track("ana"));
        (await Store.Records.Due(Store.Now, 9)).ShouldContain(due => due.Grain == Given.Grain(meeting) && due.What == DueRow.Late);
    }

    [Fact]
    public async Task The_erasure_of_the_meeting_goes_over_an_erased_track()
    {
        var meeting = await TwoTracks();
        await EraseAll(meeting.Track("ana"));
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        while (!await Store.Erasure.EraseRows(meeting)) { }
        (await Store.Meetings.Track(meeting.Track("ana"))).ShouldBeNull();
    }

    private async Task EraseAll(TrackKey track)
    {
        for (var portion = 0; !await Store.Erasure.EraseTrack(track, Store.Now); portion++) portion.ShouldBeLessThan(99);
    }

    /// <summary>Ana and Ben speak, in two chunks each; everything there can be is there.</summary>
    private async Task<MeetingId> TwoTracks()
    {
        var meeting = await Store.Meeting(1, null, "ana", "ben");
        foreach (var name in (string[])["ana", "ben"])
        {
            await Store.StoreChunks(meeting.Track(name), 0, 1);
            await Store.Chunks.RecordGap(Given.Tenant, meeting.Track(name), 0, new Domain.Tracks.Gap(960, 960, "paused"));
            await Store.Finish(await Store.Claim($"unit of {name}", meeting), TextWork.Text($"words of {name}"));
        }
        (await Store.Change(
            meeting,
            new RowChange.IntendObject(meeting, File(meeting, "ana", 1).Object, Store.Now),
            new RowChange.SaveArtefacts(meeting, 0, 1, 4, [File(meeting, "ana", 1), File(meeting, "ben", 1)]),
            new RowChange.SaveSummary(meeting, 0, 1, 2, Document),
            new RowChange.SaveNotes(meeting, 1, 2, Document))).ShouldBeOfType<CommitAnswer.Committed>();
        return meeting;
    }

    private static ArtefactRow File(MeetingId meeting, string track, int revision) => new(0, new TrackId(track), revision, $"{meeting}/0/{track}-{revision}.ogg", 5, [1], 960);
}
