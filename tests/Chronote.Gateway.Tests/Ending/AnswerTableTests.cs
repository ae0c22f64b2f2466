using Chronote.Domain;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Ending;

/// <summary>What a PUT meets in each phase (P-52), row by row.</summary>
public sealed class AnswerTableTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private TestServer Server => shared.Server;
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P52_recording_stores() => (await (await Caller.Meeting()).Put("mic", 0, Sound.Ogg())).ShouldBe(201);

    [Fact]
    public async Task P52_interrupted_stores_and_records_again()
    {
        var meeting = await Recording();
        await Quiet(meeting);
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        Server.Clock.Advance(TimeSpan.FromSeconds(31));
        await meeting.Reaches("recording");
        (await meeting.Events()).Where(kind => kind.StartsWith("recording.", StringComparison.Ordinal)).ShouldBe(["recording.started", "recording.interrupted", "recording.resumed"]);
    }

    [Fact]
    public async Task P52_draining_stores_what_is_owed()
    {
        var meeting = await Recording();
        (await meeting.Stop(("mic", 2))).ShouldBe(202).String("phase").ShouldBe("draining");
        (await meeting.PutNamed("mic", 2, Sound.Ogg(2), 0)).ShouldBe(201);
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
    }

    [Fact]
    public async Task P52_draining_refuses_what_lies_above_the_named_last()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 2));
        (await meeting.PutNamed("mic", 3, Sound.Ogg(3), 0)).ShouldBeProblem(409, "after_stop").String("detail").ShouldContain("2");
        (await meeting.Track("mic")).Number("next_seq").ShouldBe(3);
    }

    [Fact]
    public async Task P52_draining_stores_on_a_track_that_ended_unnamed()
    {
        var meeting = await Recording();
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        await meeting.OpenEpoch("other", null, "w2");
        await meeting.Stop(("other", 5));
        (await meeting.PutNamed("mic", 2, Sound.Ogg(2), 0)).ShouldBe(201);
    }

    [Fact]
    public async Task P52_draining_refuses_a_track_first_heard_of_after_the_stop()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 5));
        (await meeting.Put("late", 0, Sound.Ogg())).ShouldBeProblem(409, "after_stop");
    }

    [Fact]
    public async Task P52_completed_stores_what_is_owed_and_amends()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 1));
        await meeting.Reaches("completed");
        (await meeting.Get()).Number("pending_chunks").ShouldBe(1);
        var before = (await meeting.Get("/audio/mic.ogg")).ShouldBe(200).Bytes.Length;
        var revision = (await meeting.Get()).Number("notes_revision");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        await Server.Until(async () => (await meeting.Get()).Number("notes_revision") > revision);
        (await meeting.Get()).Number("pending_chunks").ShouldBe(0);
        (await meeting.Get("/audio/mic.ogg")).ShouldBe(200).Bytes.Length.ShouldBeGreaterThan(before);
        (await meeting.Events()).ShouldContain("recording.amended");
        (await meeting.Phase()).ShouldBe("completed");
    }

    [Fact]
    public async Task P52_completed_refuses_what_is_not_owed()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 0));
        await meeting.Reaches("completed");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBeProblem(409, "after_stop");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(200);
    }

    [Fact]
    public async Task P52_completed_stores_late_chunks_of_a_track_that_ended_unnamed()
    {
        var meeting = await Recording();
        await meeting.Stop();
        await meeting.Reaches("completed");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        await Server.Until(async () => (await meeting.Events()).Contains("recording.amended"));
    }

    [Fact]
    public async Task P52_a_new_writer_delivers_what_the_old_one_left_after_the_end()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 2));
        await meeting.Reaches("completed");
        (await meeting.OpenEpoch("mic", 0, "resumed", firstSeq: 3)).ShouldBe(201);
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBeProblem(409, "stale_epoch");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0, writerEpoch: 1)).ShouldBe(201);
        (await meeting.PutNamed("mic", 3, Sound.Ogg(3), 1)).ShouldBeProblem(409, "after_stop");
    }

    [Fact]
    public async Task P52_cancelled_refuses()
    {
        var meeting = await Recording();
        (await meeting.Post("/cancel")).ShouldBe(202).String("phase").ShouldBe("cancelled");
        (await meeting.Post("/cancel")).ShouldBe(202);
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBeProblem(409, "cancelled");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(200);
        (await meeting.Put("new", 0, Sound.Ogg())).ShouldBeProblem(409, "cancelled");
        (await meeting.OpenEpoch("mic", 0, "w2")).ShouldBeProblem(409, "cancelled");
        (await meeting.Stop()).ShouldBeProblem(409, "cancelled");
    }

    [Fact]
    public async Task P15_an_ended_meeting_is_not_cancelled()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 0));
        await meeting.Reaches("completed");
        (await meeting.Post("/cancel")).ShouldBeProblem(409, "not_recording");
    }

    [Fact]
    public async Task P52_failed_takes_what_is_owed_and_becomes_completed()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w", firstSeq: 2);
        await meeting.Stop(("mic", 1));
        await meeting.Reaches("failed");
        (await meeting.PutNamed("mic", 2, Sound.Ogg(2), 0)).ShouldBeProblem(409, "after_stop");
        (await meeting.OpenEpoch("mic", 0, "again", firstSeq: 2)).ShouldBe(201);
        (await meeting.Put("new", 0, Sound.Ogg())).ShouldBeProblem(409, "after_stop");
    }

    [Fact]
    public async Task P52_failed_takes_late_audio_of_a_track_that_ended_unnamed()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        await meeting.Stop();
        await meeting.Reaches("failed");
        (await meeting.Events()).ShouldBe(["recording.started", "recording.stopped", "recording.failed"]);
        (await meeting.Get("/lag")).ShouldBe(200).Number("stored_chunks").ShouldBe(0);
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        await meeting.Reaches("completed");
    }

    [Fact]
    public async Task P52_past_the_late_limit_is_410_but_a_repeat_is_still_answered()
    {
        var meeting = await Recording();
        await meeting.Stop(("mic", 2));
        await meeting.Reaches("completed");
        Server.Clock.Advance(Limits.LateMax - TimeSpan.FromMinutes(5));
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        Server.Clock.Advance(TimeSpan.FromMinutes(10));
        (await meeting.PutNamed("mic", 2, Sound.Ogg(2), 0)).ShouldBeProblem(410, "too_late");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(200);
        (await meeting.OpenEpoch("mic", 0, "w2")).ShouldBeProblem(410, "too_late");
        (await meeting.Put("new", 0, Sound.Ogg())).ShouldBeProblem(410, "too_late");
    }

    [Fact]
    public async Task P52_deleted_is_410_for_everything()
    {
        var meeting = await Recording();
        (await meeting.Delete()).ShouldBe(204);
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBeProblem(410, "deleted");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBeProblem(410, "deleted");
        (await meeting.Put("new", 0, Sound.Ogg())).ShouldBeProblem(410, "deleted");
        (await meeting.OpenEpoch("mic", 0, "w2")).ShouldBeProblem(410, "deleted");
        (await meeting.Stop()).ShouldBeProblem(410, "deleted");
        (await meeting.Get()).ShouldBeProblem(410, "deleted");
        (await meeting.Get("/transcript.txt")).ShouldBeProblem(410, "deleted");
        (await meeting.Delete()).ShouldBe(204);
    }

    // A meeting with chunk 0 of a track that was opened by name.
    private async Task<TestMeeting> Recording()
    {
        var meeting = await Caller.Meeting();
        (await meeting.OpenEpoch("mic", null, "w")).ShouldBe(201);
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        return meeting;
    }

    private async Task Quiet(TestMeeting meeting)
    {
        Server.Clock.Advance(Limits.SourceSilentMax + TimeSpan.FromSeconds(1));
        await meeting.Reaches("interrupted");
    }
}
