using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>What every meeting store reads: bounded pages in a stated order, and nothing of another tenant.</summary>
public abstract class MeetingStoreConformance : StoreConformance
{
    [Fact]
    public async Task A_meeting_is_what_was_asked_for()
    {
        var id = await Store.Meeting(1, null, "mic", "system");
        var row = (await Store.Meetings.Meeting(Given.Tenant, id)).ShouldNotBeNull();
        (row.Id, row.Phase, row.Name, row.MeetingUrl, row.Metadata, row.Language).ShouldBe((id, MeetingPhase.Recording, "Weekly", "https://meet.example/1", """{"room":1}""", "en"));
        row.CreatedAt.ShouldBe(Store.Now);
        var tracks = await Store.Meetings.Tracks(id);
        tracks.Select(track => (track.Key.Track.Value, track.Name)).ShouldBe([("mic", "mic's name"), ("system", "system's name")]);
        tracks.ShouldAllBe(track => track.Epoch == null && track.StoredMax == -1 && track.CreditSeq == Limits.OutOfOrderChunksMax);
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_I10()
    {
        var id = await Store.Meeting(1, "key");
        (await Store.Meetings.Meeting(Given.Stranger, id)).ShouldBeNull();
        (await Store.Meetings.Meetings(Given.Stranger, null, 10)).ShouldBeEmpty();
        (await Store.Meetings.ByIdempotencyKey(Given.Stranger, "key")).ShouldBeNull();
        (await Store.Meetings.ByIdempotencyKey(Given.Tenant, "key"))!.Value.Id.ShouldBe(id);
    }

    [Fact]
    public async Task Meetings_are_listed_newest_first_page_by_page_without_deleted_ones()
    {
        var ids = new List<MeetingId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await Store.Meeting((ulong)i));
            Store.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        await Store.Change(ids[3], Store.Phase(ids[3], MeetingPhase.Deleted));
        var first = await Store.Meetings.Meetings(Given.Tenant, null, 2);
        first.Select(row => row.Id).ShouldBe([ids[4], ids[2]]);
        (await Store.Meetings.Meetings(Given.Tenant, first[^1].Id, 9)).Select(row => row.Id).ShouldBe([ids[1], ids[0]]);
    }

    [Theory]
    [InlineData(new int[0], new int[0], 0)]
    [InlineData(new[] { 0, 1, 2 }, new int[0], 3)]
    [InlineData(new[] { 1, 2 }, new int[0], 0)]
    [InlineData(new[] { 0, 1, 4, 5 }, new int[0], 2)]
    [InlineData(new[] { 0, 1, 4, 5 }, new[] { 2, 3 }, 6)]
    [InlineData(new[] { 0, 1, 4, 5 }, new[] { 2, 2 }, 3)]
    [InlineData(new[] { 0, 1, 4, 5 }, new[] { 3, 3 }, 2)]
    [InlineData(new[] { 3, 8 }, new[] { 0, 2, 4, 6 }, 7)]
    [InlineData(new[] { 3, 8 }, new[] { 1, 2, 4, 7 }, 0)]
    [InlineData(new[] { 8 }, new[] { 0, 3, 4, 7 }, 9)]
    public async Task The_watermark_is_the_first_number_neither_stored_nor_given_up(int[] stored, int[] lost, long watermark)
    {
        var track = (await Store.Meeting()).Track();
        await Store.StoreChunks(track, stored);
        foreach (var range in lost.Chunk(2)) (await Store.Chunks.DeclareLost(Given.Tenant, track, 0, new LostRange(range[0], range[1], "disk"))).ShouldBeNull();
        (await Store.Meetings.Watermark(track)).ShouldBe(watermark);
    }

    [Fact]
    public async Task The_watermark_of_a_track_that_is_not_there_is_0() => (await Store.Meetings.Watermark((await Store.Meeting()).Track("none"))).ShouldBe(0);

    [Fact]
    public async Task Chunks_come_in_order_of_seq_or_of_place_and_a_page_goes_on_after_the_last()
    {
        var track = (await Store.Meeting()).Track();
        foreach (var (seq, start) in ((int, long)[])[(0, 900), (1, 100), (2, 500), (4, 500), (3, 0)])
            await Store.Stored(Given.Chunk(track, seq) with { StartSamples = start });
        (await Store.Meetings.Chunks(track, 0, 2)).Select(chunk => chunk.Receipt.Key.Seq).ShouldBe([0, 1]);
        (await Store.Meetings.Chunks(track, 2, 9)).Select(chunk => chunk.Receipt.Key.Seq).ShouldBe([2, 3, 4]);
        (await Store.Meetings.StoredSeqs(track, 3, 9)).ShouldBe([3, 4]);
        (await Store.Meetings.ChunksByPlace(track, -1, -1, 3)).Select(chunk => chunk.Receipt.Key.Seq).ShouldBe([3, 1, 2]);
        (await Store.Meetings.ChunksByPlace(track, 500, 2, 9)).Select(chunk => chunk.Receipt.Key.Seq).ShouldBe([4, 0]);
    }

    [Fact]
    public async Task Progress_counts_what_is_owed_below_a_named_last_and_not_what_was_given_up()
    {
        var meeting = await Store.Meeting();
        var track = meeting.Track();
        await Store.StoreChunks(track, 0, 3, 7);
        await Store.Chunks.DeclareLost(Given.Tenant, track, 0, new LostRange(4, 5, "x"));
        (await Store.Meetings.Progress(meeting)).OwedChunks.ShouldBe(0, "nobody named a last chunk yet");
        await Store.Stop(meeting, ("mic", 9));
        var progress = await Store.Meetings.Progress(meeting);
        (progress.StoredChunks, progress.OwedChunks, progress.PendingText, progress.PlayableChunks).ShouldBe((3, 5, 3, 3));
        progress.LastHeardAt.ShouldBe(Store.Now);
        (progress.FilesAreCurrent, progress.NotesAreCurrent).ShouldBe((false, false));
        await Store.StoreChunks(track, 1, 2, 6, 8, 9);
        (await Store.Meetings.Progress(meeting)).OwedChunks.ShouldBe(0);
    }

    [Fact]
    public async Task Files_are_current_when_they_hold_every_playable_chunk()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 1);
        await Store.Stored(Given.Chunk(meeting.Track("wav"), 0, codec: AudioCodec.Wav));
        await Store.Change(meeting, new RowChange.SaveArtefacts(meeting, 0, 1, 2, []));
        (await Store.Meetings.Progress(meeting)).FilesAreCurrent.ShouldBeTrue();
        await Store.StoreChunks(meeting.Track(), 2);
        (await Store.Meetings.Progress(meeting)).FilesAreCurrent.ShouldBeFalse();
    }

    [Fact]
    public async Task Artefacts_notes_and_the_window_are_the_newest_revision()
    {
        var meeting = await Store.Meeting();
        var document = new NotesDocument("extractive", [new NotesSection("Summary", [new NotesItem("We agreed.", "Ana", TimeSpan.FromSeconds(3))])]);
        ArtefactRow File(int revision) => new(0, new TrackId("mic"), revision, $"{meeting}/0/x-{revision}.ogg", 10 + revision, [1, 2, (byte)revision], 480);
        foreach (var revision in (int[])[1, 2])
        {
            await Store.Change(
                meeting,
                new RowChange.SaveArtefacts(meeting, 0, revision, 5 + revision, [File(revision)]),
                new RowChange.SaveSummary(meeting, 0, revision, revision, document),
                new RowChange.SaveNotes(meeting, revision, revision, document));
        }
        var artefact = (await Store.Meetings.Artefacts(meeting)).ShouldHaveSingleItem();
        artefact.Digest.ShouldBe(File(2).Digest);
        (artefact with { Digest = [] }).ShouldBe(File(2) with { Digest = [] });
        var window = (await Store.Meetings.Window(meeting, 0)).ShouldNotBeNull();
        (window.Revision, window.ChunkCount, window.SummaryTextVersion).ShouldBe((2, 7, 2));
        var notes = (await Store.Meetings.Notes(meeting)).ShouldNotBeNull();
        notes.Revision.ShouldBe(2);
        notes.Document.Sections[0].Items.ShouldBe(document.Sections[0].Items);
        (await Store.Meetings.Meeting(Given.Tenant, meeting))!.NotesRevision.ShouldBe(2);
    }

    [Fact]
    public async Task Tracks_that_used_up_half_their_credit_are_found_while_their_meeting_records()
    {
        var meeting = await Store.Meeting(1, null, "idle");
        await Store.StoreChunks(meeting.Track("busy"), Limits.OutOfOrderChunksMax / 2 + 1);
        (await Store.Meetings.TracksLowOnCredit(10)).ShouldBe([meeting.Track("busy")]);
        await Store.Stop(meeting);
        (await Store.Meetings.TracksLowOnCredit(10)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(MeetingPhase.Completed)]
    [InlineData(MeetingPhase.Failed)]
    [InlineData(MeetingPhase.Draining)]
    public async Task A_late_chunk_makes_its_meeting_due_in_the_same_transaction_whatever_its_time(MeetingPhase phase)
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        (await Late()).ShouldBeEmpty();
        await Store.Stop(meeting);
        await Store.Change(meeting, Store.Phase(meeting, phase) with { At = Store.Now.AddMinutes(1) });
        (await Late()).ShouldBeEmpty();
        await Store.StoreChunks(meeting.Track(), 1);
        (await Late()).ShouldHaveSingleItem().Grain.ShouldBe(Given.Grain(meeting));
        await Store.Change(meeting, new RowChange.ClearDue(Given.Grain(meeting), DueRow.Late));
        (await Store.Chunks.Put(Given.Chunk(meeting.Track(), 1) with { StartSamples = Given.ChunkSamples })).ShouldBeOfType<PutAnswer.AlreadyHave>();
        (await Late()).ShouldBeEmpty("nothing is new");
    }

    [Fact]
    public async Task A_text_that_comes_after_the_stop_makes_its_meeting_due_in_the_same_transaction()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        var unit = await Store.Claim("a", meeting);
        await Store.Stop(meeting);
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Completed));
        (await Late()).ShouldBeEmpty();
        (await Store.Finish(unit, TextWork.Text("late"))).ShouldBeTrue();
        (await Late()).ShouldHaveSingleItem().Grain.ShouldBe(Given.Grain(meeting));
    }

    [Fact]
    public async Task Lag_tells_live_chunks_from_backlog()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 1);
        Store.Clock.Advance(TimeSpan.FromMinutes(2));
        await Store.StoreChunks(meeting.Track(), 2);
        var lag = await Store.Meetings.Lag(meeting, Store.Now);
        (lag.PendingText, lag.Dead, lag.Stored, lag.BacklogChunks).ShouldBe((3, 0, 3, 2));
        lag.OldestPendingStoredAt.ShouldBe(Store.Now.AddMinutes(-2));
    }

    [Fact]
    public async Task Events_come_in_order_after_the_one_known()
    {
        var meeting = await Store.Meeting();
        foreach (var kind in (string[])["a", "b", "c"]) await Store.Change(meeting, new RowChange.AddEvent(meeting, Store.Now, kind, "{}"));
        (await Store.Meetings.Events(meeting, 1, 1)).Select(row => (row.Number, row.Kind)).ShouldBe([(2, "b")]);
        (await Store.Meetings.Events(meeting, 1, 9)).Select(row => (row.Number, row.Kind)).ShouldBe([(2, "b"), (3, "c")]);
        (await Store.Meetings.Meeting(Given.Tenant, meeting))!.EventNumber.ShouldBe(3);
    }

    [Fact]
    public async Task The_event_log_is_a_window_that_keeps_its_numbers()
    {
        var meeting = await Store.Meeting();
        var many = Enumerable.Range(0, Limits.EventsKeptPerMeeting + 5).Select(i => (RowChange)new RowChange.AddEvent(meeting, Store.Now, "x", "{}")).ToArray();
        foreach (var some in many.Chunk(1_000)) await Store.Change(meeting, some);
        var first = (await Store.Meetings.Events(meeting, 0, 1)).ShouldHaveSingleItem();
        first.Number.ShouldBe(6);
        (await Store.Meetings.Events(meeting, Limits.EventsKeptPerMeeting, 99)).Count.ShouldBe(5);
    }

    private async Task<IEnumerable<DueRow>> Late() => (await Store.Records.Due(Store.Now, 10)).Where(due => due.What == DueRow.Late);
}
