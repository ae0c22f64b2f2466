using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Reading;

public sealed class EventTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private TestServer Server => shared.Server;
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P63_events_come_in_order_without_a_gap_and_carry_both_ids()
    {
        shared.Engine.Says("one two three");
        var meeting = await Caller.Meeting();
        using var reader = await EventReader.Open(Caller, meeting);
        (await meeting.Put("mic", 0, Sound.Ogg(0))).ShouldBe(201);
        await meeting.Reads("one two three");
        await meeting.Stop(("mic", 0));
        await meeting.Reaches("completed");
        var events = new List<ServerEvent>();
        while (events.LastOrDefault()?.Kind != "recording.completed") events.Add(await reader.Next());
        events.Select(item => item.Number).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.Select(item => item.Kind).ShouldBe(await meeting.Events());
        foreach (var item in events)
        {
            item.Data.GetProperty("meeting_id").GetString().ShouldBe(meeting.Id);
            item.Data.GetProperty("recording_id").GetString().ShouldBe(meeting.Id);
            item.Data.GetProperty("event").GetString().ShouldBe(item.Kind);
            item.Data.GetProperty("number").GetInt64().ShouldBe(item.Number);
        }
        events.Single(item => item.Kind == "transcript.segments").Data.GetProperty("segments")[0].GetProperty("text").GetString().ShouldBe("one two three");
        (await meeting.Get()).Number("event_number").ShouldBe(events[^1].Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P63_a_reader_continues_where_it_was(bool byHeader)
    {
        var meeting = await Ended();
        var all = await meeting.Events();
        using var reader = byHeader
            ? await EventReader.Open(Caller, meeting, "", ("Last-Event-ID", "1"))
            : await EventReader.Open(Caller, meeting, "?after=1");
        var rest = await reader.Next(all.Count - 1);
        rest[0].Number.ShouldBe(2);
        rest.Select(item => item.Kind).ShouldBe(all.Skip(1));
    }

    [Fact]
    public async Task P63_a_reader_the_log_no_longer_reaches_starts_anew_from_a_snapshot()
    {
        var meeting = await Ended();
        var newest = (await meeting.Get()).Number("event_number");
        await Forget(meeting, 2);
        using var reader = await EventReader.Open(Caller, meeting, "", ("Last-Event-ID", "1"));
        var reset = await reader.Next();
        reset.Kind.ShouldBe("reset");
        reset.Number.ShouldBe(newest);
        reset.Data.GetProperty("id").GetString().ShouldBe(meeting.Id);
        reset.Data.GetProperty("phase").GetString().ShouldBe("failed");
    }

    [Fact]
    public async Task P63_a_new_reader_of_a_log_that_lost_its_beginning_gets_the_snapshot_too()
    {
        var meeting = await Ended();
        await Forget(meeting, 2);
        using var reader = await EventReader.Open(Caller, meeting);
        (await reader.Next()).Kind.ShouldBe("reset");
    }

    [Fact]
    public async Task P63_what_the_log_still_holds_is_sent_without_a_reset()
    {
        var meeting = await Ended();
        await Forget(meeting, 2);
        using var reader = await EventReader.Open(Caller, meeting, "?after=2");
        (await reader.Next()).Number.ShouldBe(3);
    }

    [Fact]
    public async Task P63_a_quiet_stream_is_kept_alive()
    {
        var meeting = await Caller.Meeting();
        using var reader = await EventReader.Open(Caller, meeting, "?after=1");
        var lines = new List<string?>();
        while (!lines.Contains(": ping")) lines.Add(await reader.Line());
        lines[0].ShouldBe(": chronote");
    }

    [Fact]
    public async Task P63_the_stream_of_a_deleted_meeting_ends()
    {
        var meeting = await Caller.Meeting();
        using var reader = await EventReader.Open(Caller, meeting, "?after=1");
        (await meeting.Delete()).ShouldBe(204);
        var line = await reader.Line();
        while (line is not null) line = await reader.Line();
    }

    [Theory]
    [InlineData("?after=x", 400, "bad_request")]
    public async Task P63_a_wrong_number_is_a_bad_request(string query, int status, string code) =>
        (await (await Caller.Meeting()).Get($"/events{query}")).ShouldBeProblem(status, code);

    // A meeting with three events: started, stopped, failed.
    private async Task<TestMeeting> Ended()
    {
        var meeting = await Caller.Meeting();
        await meeting.Stop();
        await meeting.Reaches("failed");
        (await meeting.Events()).Count.ShouldBe(3);
        return meeting;
    }

    // As the log does by itself when it is full.
    private Task Forget(TestMeeting meeting, long upTo) =>
        Server.Change("DELETE FROM events WHERE meeting_no = (SELECT meeting_no FROM meetings WHERE meeting = $1) AND number <= $2", meeting.Id, upTo);
}
