using Chronote.Domain;
using Chronote.Domain.Transcription;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Ending;

public sealed class StopTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private TestServer Server => shared.Server;
    private ScriptedEngine Engine => shared.Engine;
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P50_stop_answers_202_with_the_deadline_and_may_be_repeated()
    {
        var meeting = await Recorded(1);
        var stopped = (await meeting.Stop(("mic", 4))).ShouldBe(202);
        stopped.String("phase").ShouldBe("draining");
        var (at, deadline) = (stopped["stopped_at"].GetDateTimeOffset(), stopped["deadline_at"].GetDateTimeOffset());
        (deadline - at).ShouldBe(Deadline);
        Server.Clock.Advance(TimeSpan.FromSeconds(7));
        foreach (var again in (Answer[])[await meeting.Stop(("mic", 4)), await meeting.Stop()])
        {
            again.ShouldBe(202)["deadline_at"].GetDateTimeOffset().ShouldBe(deadline);
            again["stopped_at"].GetDateTimeOffset().ShouldBe(at);
        }
        (await meeting.Track("mic")).Number("last_seq").ShouldBe(4);
    }

    [Fact]
    public async Task P50_a_stop_that_contradicts_the_first_one_is_refused_whole()
    {
        var meeting = await Recorded(2);
        await meeting.OpenEpoch("system", null, "w2");
        (await meeting.Stop(("mic", 4))).ShouldBe(202);
        foreach (var last in (long[])[3, 9, 0, -1])
            (await meeting.Stop(("system", 6), ("mic", last))).ShouldBeProblem(409, "last_seq_named").String("detail").ShouldContain("mic ends with chunk 4");
        (await meeting.Track("mic")).Number("last_seq").ShouldBe(4);
        (await meeting.Track("system")).Has("last_seq").ShouldBeFalse();
        (await meeting.Phase()).ShouldBe("draining");
    }

    [Fact]
    public async Task P50_a_track_that_ended_unnamed_may_be_named_later_and_is_waited_for_then()
    {
        Engine.Hangs();
        var meeting = await Recorded(2);
        (await meeting.Stop()).ShouldBe(202);
        (await meeting.Stop(("mic", 0))).ShouldBeProblem(422, "last_seq_behind");
        (await meeting.Stop(("mic", 3))).ShouldBe(202).Number("pending_chunks").ShouldBe(4);
        (await meeting.PutNamed("mic", 4, Sound.Ogg(4), 0)).ShouldBeProblem(409, "after_stop");
        Engine.Says("Said before the end.");
        foreach (var seq in (int[])[2, 3]) (await meeting.PutNamed("mic", seq, Sound.Ogg(seq), 0)).ShouldBe(201);
        Server.Clock.Advance(TimeSpan.FromSeconds(20));
        await meeting.Reaches("completed");
        (await meeting.Get()).Number("pending_chunks").ShouldBe(0);
        // After the end, too: it says what is still to come.
        (await meeting.Stop(("mic", 3), ("never heard of", -1))).ShouldBeProblem(422, "invalid");
        (await meeting.Stop(("mic", 3), ("never-heard-of", -1))).ShouldBe(202).String("phase").ShouldBe("completed");
        (await meeting.Stop(("mic", 5))).ShouldBeProblem(409, "last_seq_named");
    }

    [Fact]
    public async Task P50_a_last_seq_behind_what_is_stored_is_refused_and_changes_nothing()
    {
        var meeting = await Recorded(3);
        await meeting.OpenEpoch("system", null, "w2");
        var before = (await meeting.Get()).Text;
        (await meeting.Stop(("system", 7), ("mic", 1))).ShouldBeProblem(422, "last_seq_behind");
        (await meeting.Get()).Text.ShouldBe(before);
        (await meeting.Track("system")).Has("last_seq").ShouldBeFalse();
        (await meeting.PutNamed("mic", 3, Sound.Ogg(3), 0)).ShouldBe(201);
        (await meeting.Stop(("mic", 3), ("system", -1))).ShouldBe(202);
    }

    [Fact]
    public async Task P50_minus_one_says_that_a_track_sent_nothing_even_one_the_server_never_heard_of()
    {
        var meeting = await Recorded(1);
        (await meeting.Stop(("mic", 0), ("system", -1))).ShouldBe(202);
        await meeting.Reaches("completed");
    }

    [Fact]
    public async Task P50_a_track_the_meeting_does_not_have_can_not_be_owed()
    {
        var meeting = await Recorded(1);
        (await meeting.Stop(("mic", 0), ("system", 3))).ShouldBeProblem(404, "unknown_track").String("detail").ShouldContain("system");
        (await meeting.Phase()).ShouldBe("recording");
    }

    [Theory]
    [InlineData("""{"tracks":{"mic":-2}}""", 422, "invalid")]
    [InlineData("""{"tracks":{"mic":2147483648}}""", 422, "invalid")]
    [InlineData("""{"tracks":{"../x":1}}""", 422, "invalid")]
    [InlineData("""{"tracks":{"mic":"one"}}""", 400, "bad_request")]
    [InlineData("""{"tracks":{"mic":null}}""", 400, "bad_request")]
    [InlineData("""{"reason":"bored"}""", 422, "not_available")]
    public async Task P50_a_wrong_stop_stops_nothing(string body, int status, string code)
    {
        var meeting = await Recorded(1);
        (await meeting.Post("/stop", body)).ShouldBeProblem(status, code);
        (await meeting.Phase()).ShouldBe("recording");
    }

    [Fact]
    public async Task P51_a_meeting_completes_when_all_is_there()
    {
        Engine.Says("We ship on Friday.");
        var meeting = await Recorded(2);
        await meeting.Stop(("mic", 1));
        await meeting.Reaches("completed");
        var completed = await meeting.Get();
        completed.Number("pending_chunks").ShouldBe(0);
        completed.Number("dead_chunks").ShouldBe(0);
        completed.Number("notes_revision").ShouldBe(1);
        completed["completed_at"].GetDateTimeOffset().ShouldBeLessThan(completed["deadline_at"].GetDateTimeOffset());
        (await meeting.Events())[^1].ShouldBe("recording.completed");
    }

    [Fact]
    public async Task P51_it_waits_for_what_is_owed_until_the_deadline_and_says_what_is_open()
    {
        var meeting = await Recorded(2);
        await meeting.Stop(("mic", 4));
        await Drained(meeting);
        var completed = await meeting.Get();
        completed.Number("pending_chunks").ShouldBe(3);
        (await meeting.Track("mic"))["missing"][0].GetProperty("from_seq").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task P51_a_hanging_engine_does_not_hold_the_end_up_and_its_text_amends_later()
    {
        Engine.Hangs();
        var meeting = await Recorded(2);
        await meeting.Stop(("mic", 1));
        await Drained(meeting);
        (await meeting.Get()).Number("pending_chunks").ShouldBe(2);
        var revision = (await meeting.Get()).Number("notes_revision");
        (await meeting.Get("/audio/mic.ogg")).ShouldBe(200);

        Engine.Says("Better late than never.");
        await Server.Until(async () =>
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(20));
            return (await meeting.Get()).Number("pending_chunks") == 0;
        });
        await meeting.Reads("Better late than never.");
        await Server.Until(async () => (await meeting.Get("/notes.md")).Text.Contains("Better late than never", StringComparison.Ordinal));
        await Server.Until(async () => (await meeting.Events())[^1] == "recording.amended");
        (await meeting.Get()).Number("notes_revision").ShouldBeGreaterThan(revision);
        (await meeting.Phase()).ShouldBe("completed");
    }

    [Fact]
    public async Task P51_the_deadline_is_an_instant_that_a_restart_does_not_move()
    {
        var engine = new ScriptedEngine();
        engine.Hangs();
        var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        try
        {
            var meeting = await server.Admin.Meeting();
            await meeting.OpenEpoch("mic", null, "w");
            await meeting.PutNamed("mic", 0, Sound.Ogg(), 0);
            await meeting.Stop(("mic", 3));
            server.Clock.Advance(Deadline - TimeSpan.FromSeconds(1));
            server = await server.Restart();
            var again = new TestMeeting(server.Admin, meeting.Id);
            (await again.Phase()).ShouldBe("draining");
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await server.Within(TimeSpan.FromSeconds(5), async () => await again.Phase() == "completed");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task P53_dead_chunks_are_counted_and_queued_again_on_request()
    {
        Engine.Answers(new EngineAnswer.Audio("unreadable"));
        var meeting = await Recorded(3);
        await Server.Until(async () => (await meeting.Get()).Number("dead_chunks") == 3);
        (await meeting.Events()).ShouldContain("chunk.dead");
        await meeting.Stop(("mic", 2));
        await meeting.Reaches("completed");
        (await meeting.Get()).Number("dead_chunks").ShouldBe(3);

        Engine.Says("Understood at last.");
        (await meeting.Post("/retry")).ShouldBe(200).Number("retried").ShouldBe(3);
        await meeting.Reads("Understood at last.");
        await Server.Until(async () => (await meeting.Events()).Contains("recording.amended"));
        var after = await meeting.Get();
        after.Number("dead_chunks").ShouldBe(0);
        after.Number("pending_chunks").ShouldBe(0);
        (await meeting.Post("/retry")).ShouldBe(200).Number("retried").ShouldBe(0);
    }

    [Fact]
    public async Task P14_a_meeting_whose_sources_stay_away_is_interrupted_and_ends_by_itself()
    {
        var meeting = await Recorded(1);
        Server.Clock.Advance(Limits.SourceSilentMax + TimeSpan.FromSeconds(31));
        await meeting.Reaches("interrupted");
        Server.Clock.Advance(Limits.InterruptedMax + TimeSpan.FromMinutes(1));
        await Server.Until(async () => await meeting.Phase() is "draining" or "completed");
        await meeting.Reaches("completed");
        (await meeting.Events()).ShouldContain("recording.stopped");
    }

    [Fact]
    public async Task P14_the_limit_of_an_interruption_is_an_instant_that_a_restart_does_not_move()
    {
        var server = await TestServer.Start(new ServerWishes(Clock: new ManualTime()));
        try
        {
            var meeting = await server.Admin.Meeting();
            (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
            server.Clock.Advance(Limits.SourceSilentMax + TimeSpan.FromSeconds(31));
            await meeting.Reaches("interrupted");
            var since = server.Clock.GetUtcNow();
            server.Clock.Advance(Limits.InterruptedMax - TimeSpan.FromMinutes(1));
            server = await server.Restart();
            meeting = new TestMeeting(server.Admin, meeting.Id);
            await TestServer.Pause(5);
            (await meeting.Phase()).ShouldBe("interrupted");
            server.Clock.Advance(TimeSpan.FromMinutes(2));
            await meeting.Reaches("completed");
            var ended = await meeting.Get();
            ended["stopped_at"].GetDateTimeOffset().ShouldBeInRange(since + Limits.InterruptedMax - TimeSpan.FromMinutes(1), since + Limits.InterruptedMax + TimeSpan.FromMinutes(2));
            server.Rows("SELECT payload FROM events WHERE kind = 'recording.stopped'", row => row.Text(0)).ShouldHaveSingleItem().ShouldBe("""{"by_itself":true}""");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private async Task Drained(TestMeeting meeting)
    {
        var deadline = (await meeting.Get())["deadline_at"].GetDateTimeOffset();
        Server.Clock.Advance(deadline - Server.Clock.GetUtcNow() - TimeSpan.FromSeconds(9));
        // Files and notes are made from what there is; the end waits for its instant all the same.
        await Server.Within(TimeSpan.FromSeconds(8), async () => (await meeting.Get()).Number("notes_revision") > 0);
        (await meeting.Phase()).ShouldBe("draining");
        Server.Clock.Advance(deadline - Server.Clock.GetUtcNow());
        await Server.Within(TimeSpan.FromSeconds(2), async () => await meeting.Phase() == "completed");
    }

    // A track opened by name with so many chunks.
    private async Task<TestMeeting> Recorded(int chunks)
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        for (var seq = 0; seq < chunks; seq++) (await meeting.PutNamed("mic", seq, Sound.Ogg(seq), 0)).ShouldBe(201);
        return meeting;
    }
}
