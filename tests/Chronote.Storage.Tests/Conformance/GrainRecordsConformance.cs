using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Grain state and rows commit together, behind an etag (I7).</summary>
public abstract class GrainRecordsConformance : StoreConformance
{
    [Fact]
    public async Task State_is_read_back_with_an_etag_that_grows_by_one()
    {
        var meeting = await Store.Meeting();
        (await Store.Records.Read(Given.Grain(meeting)))!.Etag.ShouldBe(1);
        var name = new GrainName("window", "w");
        (await Store.Records.Read(name)).ShouldBeNull();
        foreach (var etag in (int[])[0, 1, 2])
            (await Store.Records.Commit(new Commit(Given.Tenant, name, etag, [(byte)etag], []))).ShouldBe(new CommitAnswer.Committed(etag + 1));
        var record = (await Store.Records.Read(name)).ShouldNotBeNull();
        record.Etag.ShouldBe(3);
        record.State.ShouldBe([2]);
    }

    [Fact]
    public async Task A_stale_activation_is_fenced_and_changes_nothing_I7()
    {
        var meeting = await Store.Meeting();
        (await Store.Commit(meeting, 0, Event(meeting))).ShouldBeOfType<CommitAnswer.Fenced>();
        (await Store.Commit(meeting, 2, Event(meeting), Store.Phase(meeting, MeetingPhase.Cancelled))).ShouldBeOfType<CommitAnswer.Fenced>();
        (await Store.Meetings.Events(meeting, 0, 9)).ShouldBeEmpty();
        (await Store.Meetings.Meeting(Given.Tenant, meeting))!.Phase.ShouldBe(MeetingPhase.Recording);
    }

    [Fact]
    public async Task Of_many_activations_that_commit_at_once_one_gets_through_I7()
    {
        var meeting = await Store.Meeting();
        for (var round = 1; round <= 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.Commit(meeting, round, Event(meeting))));
            answers.Count(answer => answer is CommitAnswer.Committed).ShouldBe(1);
        }
        (await Store.Meetings.Events(meeting, 0, 99)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_refused_commit_changes_nothing_of_what_went_before_it_in_the_list()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 1, 2);
        var named = new RowChange.NameLast(meeting, new Dictionary<string, long> { ["mic"] = 1 });
        var answer = await Store.Commit(meeting, 1, Event(meeting), Store.Phase(meeting, MeetingPhase.Draining), named);
        answer.ShouldBeOfType<CommitAnswer.Refused>().Refusal.Code.ShouldBe(RefusalCode.LastSeqBehind);
        (await Store.Meetings.Meeting(Given.Tenant, meeting))!.Phase.ShouldBe(MeetingPhase.Recording);
        (await Store.Meetings.Events(meeting, 0, 9)).ShouldBeEmpty();
        (await Store.Records.Read(Given.Grain(meeting)))!.Etag.ShouldBe(1);
        await Store.StoreChunks(meeting.Track(), 3);
    }

    [Fact]
    public async Task Refused_commits_do_not_disturb_those_beside_them()
    {
        var meetings = new List<MeetingId>();
        for (ulong i = 0; i < 10; i++) meetings.Add(await Store.Meeting(i));
        var unknown = new Dictionary<string, long> { ["no-such-track"] = 5 };
        var answers = await Task.WhenAll(meetings.Select((meeting, i) => i % 2 == 0
            ? Store.Commit(meeting, 1, Event(meeting))
            : Store.Commit(meeting, 1, Event(meeting), new RowChange.NameLast(meeting, unknown))));
        answers.Count(answer => answer is CommitAnswer.Committed).ShouldBe(5);
        foreach (var (meeting, i) in meetings.Select((meeting, i) => (meeting, i)))
            (await Store.Meetings.Events(meeting, 0, 9)).Count.ShouldBe(i % 2 == 0 ? 1 : 0);
    }

    [Fact]
    public async Task An_idempotency_key_makes_one_meeting_whoever_comes_at_the_same_time_P_11()
    {
        var ids = Enumerable.Range(0, 10).Select(i => MeetingId.At(Store.Now, (ulong)i)).ToList();
        var answers = await Task.WhenAll(ids.Select(id => Store.Create(id, "once", bodyDigest: [7])));
        var made = ids[answers.ToList().FindIndex(answer => answer is CommitAnswer.Committed)];
        answers.OfType<CommitAnswer.KeyTaken>().Count().ShouldBe(9);
        answers.OfType<CommitAnswer.KeyTaken>().ShouldAllBe(taken => taken.Id == made && taken.BodyDigest.Single() == 7);
        (await Store.Meetings.Meetings(Given.Tenant, null, 99)).ShouldHaveSingleItem().Id.ShouldBe(made);
        foreach (var id in ids.Where(id => id != made)) (await Store.Records.Read(Given.Grain(id))).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_due_comes_earliest_first_until_it_is_replaced_or_cleared()
    {
        var (a, b) = (new GrainName("meeting", "a"), new GrainName("meeting", "b"));
        await Due(a, 0, new RowChange.SetDue(a, "look", Store.Now.AddSeconds(2)), new RowChange.SetDue(a, "other", Store.Now.AddSeconds(9)));
        await Due(b, 0, new RowChange.SetDue(b, "look", Store.Now.AddSeconds(1)));
        (await Store.Records.Due(Store.Now, 9)).ShouldBeEmpty();
        (await Store.Records.Due(Store.Now.AddSeconds(2), 9)).Select(row => row.Grain).ShouldBe([b, a]);
        (await Store.Records.Due(Store.Now.AddSeconds(2), 1)).ShouldHaveSingleItem().Grain.ShouldBe(b);

        await Due(b, 1, new RowChange.SetDue(b, "look", Store.Now.AddSeconds(5)));
        (await Store.Records.Due(Store.Now.AddSeconds(9), 9)).Select(row => (row.Grain.Key, row.What)).ShouldBe([("a", "look"), ("b", "look"), ("a", "other")]);
        await Due(a, 1, new RowChange.ClearDue(a, "look"));
        (await Store.Records.Due(Store.Now.AddSeconds(9), 9)).Select(row => (row.Grain.Key, row.What)).ShouldBe([("b", "look"), ("a", "other")]);
    }

    [Fact]
    public async Task A_state_over_the_limit_is_not_stored_I2() =>
        await Should.ThrowAsync<ArgumentException>(() => Store.Records.Commit(new Commit(Given.Tenant, new GrainName("x", "y"), 0, new byte[Limits.GrainStateBytesMax + 1], [])));

    [Fact]
    public async Task An_older_revision_of_files_is_fenced()
    {
        var meeting = await Store.Meeting();
        await Store.Change(meeting, new RowChange.SaveArtefacts(meeting, 0, 2, 5, []));
        foreach (var revision in (int[])[1, 2])
            (await Store.Change(meeting, new RowChange.SaveArtefacts(meeting, 0, revision, 9, []))).ShouldBeOfType<CommitAnswer.Fenced>();
        (await Store.Meetings.Window(meeting, 0))!.ChunkCount.ShouldBe(5);
    }

    [Fact]
    public async Task Nothing_is_written_past_a_tombstone_I12()
    {
        var meeting = await Store.Meeting();
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        var document = new NotesDocument("x", []);
        RowChange[] writes =
        [
            new RowChange.SaveArtefacts(meeting, 0, 1, 1, []), new RowChange.SaveSummary(meeting, 0, 1, 1, document),
            new RowChange.SaveNotes(meeting, 1, 1, document), new RowChange.IntendObject(meeting, "x", Store.Now),
        ];
        foreach (var write in writes)
            (await Store.Change(meeting, write)).ShouldBeOfType<CommitAnswer.Refused>().Refusal.Code.ShouldBe(RefusalCode.Deleted);
        (await Store.Erasure.Objects(meeting)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_sets_deadline_and_late_limit_on_the_meeting_and_its_tracks()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        await Store.Stop(meeting, ("mic", 4));
        var row = (await Store.Meetings.Meeting(Given.Tenant, meeting))!;
        (row.Phase, row.StoppedAt, row.DeadlineAt).ShouldBe((MeetingPhase.Draining, Store.Now, Store.Now.AddSeconds(60)));
        var track = (await Store.Meetings.Track(meeting.Track()))!;
        (track.LastSeq, track.LateUntil).ShouldBe((4, Store.Now + Limits.LateMax));
    }

    private RowChange.AddEvent Event(MeetingId meeting) => new(meeting, Store.Now, "tested", "{}");

    private async Task Due(GrainName grain, long etag, params RowChange[] changes) =>
        (await Store.Records.Commit(new Commit(Given.Tenant, grain, etag, [], changes))).ShouldBeOfType<CommitAnswer.Committed>();
}
