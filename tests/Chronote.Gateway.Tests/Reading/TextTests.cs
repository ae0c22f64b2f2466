using Chronote.Domain.Transcription;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Reading;

public sealed class TextTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private TestServer Server => shared.Server;
    private ScriptedEngine Engine => shared.Engine;

    [Theory]
    [InlineData("vtt", "text/vtt", "WEBVTT")]
    [InlineData("srt", "application/x-subrip", "00:00:02,000 --> 00:00:03,000")]
    [InlineData("txt", "text/plain", "Ana")]
    [InlineData("md", "text/markdown", "# Stand-up")]
    public async Task P60_the_transcript_is_there_in_every_format_while_the_meeting_runs(string format, string mediaType, string holds)
    {
        var meeting = await Spoken("Good morning everybody.");
        var answer = (await meeting.Get($"/transcript.{format}")).ShouldBe(200);
        answer.MediaType.ShouldBe(mediaType);
        answer.Text.ShouldContain(holds);
        answer.Text.ShouldContain("Good morning everybody");
        (await meeting.Phase()).ShouldBe("recording");
    }

    [Fact]
    public async Task P60_the_json_says_who_when_and_by_which_engine()
    {
        var meeting = await Spoken("Good morning everybody.");
        var view = (await meeting.Get("/transcript.json")).ShouldBe(200);
        view.String("meeting").ShouldBe(meeting.Id);
        view.String("phase").ShouldBe("recording");
        view.Number("event_number").ShouldBeGreaterThan(1);
        var segment = view["segments"].EnumerateArray().ShouldHaveSingleItem();
        segment.GetProperty("track").GetString().ShouldBe("mic");
        segment.GetProperty("speaker").GetString().ShouldBe("Ana");
        segment.GetProperty("start").GetDouble().ShouldBe(2);
        segment.GetProperty("end").GetDouble().ShouldBe(3);
        segment.GetProperty("engine").GetString().ShouldBe("command");
        segment.GetProperty("model").GetString().ShouldBe("scripted");
        segment.GetProperty("language").GetString().ShouldBe("en");
        segment.GetProperty("revision").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task P60_suppressed_text_is_in_the_json_with_its_reason_and_nowhere_else()
    {
        Engine.Answers(new EngineAnswer.Text([new EngineSegment(TimeSpan.Zero, TimeSpan.FromSeconds(1), "Thanks for watching", "prompt_echo")], "en"));
        var meeting = await Named();
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0)).ShouldBe(201);
        await Server.Until(async () => (await meeting.Get("/transcript.json"))["segments"].GetArrayLength() == 1);
        (await meeting.Get("/transcript.json"))["segments"][0].GetProperty("suppressed").GetString().ShouldBe("prompt_echo");
        foreach (var format in (string[])["txt", "md", "vtt", "srt"]) (await meeting.Get($"/transcript.{format}")).Text.ShouldNotContain("Thanks");
    }

    [Fact]
    public async Task P60_draft_quality_is_said_wherever_text_is_shown()
    {
        var engine = new ScriptedEngine { Quality = "draft" };
        engine.Says("perhaps this was said");
        await using var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        await meeting.Reads("perhaps");
        await meeting.Stop(("mic", 0));
        await meeting.Reaches("completed");
        (await meeting.Get("/transcript.json"))["segments"][0].GetProperty("quality").GetString().ShouldBe("draft");
        foreach (var format in (string[])["txt", "md", "vtt"]) (await meeting.Get($"/transcript.{format}")).Text.ShouldContain("draft", customMessage: format);
        (await meeting.Get("/notes.md")).Text.ShouldContain("draft");
        (await meeting.Get("/notes.json")).String("quality").ShouldBe("draft");
    }

    [Theory]
    [InlineData("/transcript.pdf")]
    [InlineData("/notes.docx")]
    [InlineData("/notes.md")]
    [InlineData("/nothing")]
    public async Task P60_what_is_not_there_is_not_found(string below) => (await (await Server.Admin.Meeting()).Get(below)).ShouldBeProblem(404, "not_found");

    [Fact]
    public async Task P60_notes_are_there_as_markdown_and_json()
    {
        var meeting = await Spoken("We decided to ship on Friday. Please send the numbers to Ben.");
        await meeting.Stop(("mic", 0));
        await meeting.Reaches("completed");
        var markdown = (await meeting.Get("/notes.md")).ShouldBe(200);
        markdown.MediaType.ShouldBe("text/markdown");
        markdown.Text.ShouldStartWith("# Stand-up");
        markdown.Text.ShouldContain("ship on Friday");
        var json = (await meeting.Get("/notes.json")).ShouldBe(200);
        json.Number("revision").ShouldBe(1);
        json.String("markdown").ShouldBe(markdown.Text);
        json["sections"].GetArrayLength().ShouldBeGreaterThan(0);
        json.String("writer").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task P62_lag_counts_what_waits_and_falls_to_nothing()
    {
        Engine.Hangs();
        var meeting = await Named();
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        Server.Clock.Advance(TimeSpan.FromSeconds(90));
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        var behind = (await meeting.Get("/lag")).ShouldBe(200);
        behind["lag_seconds"].GetDouble().ShouldBe(90, tolerance: 1);
        behind.Number("stored_chunks").ShouldBe(2);
        behind.Number("pending_chunks").ShouldBe(2);
        behind.Number("backlog_chunks").ShouldBe(1);
        behind.Number("dead_chunks").ShouldBe(0);

        Engine.Says("caught up");
        await Server.Until(async () =>
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(20));
            return (await meeting.Get("/lag")).Number("pending_chunks") == 0;
        });
        var after = await meeting.Get("/lag");
        after["lag_seconds"].GetDouble().ShouldBe(0);
        after["live_delay_seconds"].GetDouble().ShouldBe(0);
        after.Number("stored_chunks").ShouldBe(2);
    }

    [Fact]
    public async Task P36_slow_down_tells_that_transcription_is_behind_and_refuses_nothing()
    {
        var engine = new ScriptedEngine();
        engine.Hangs();
        await using var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg(0))).ShouldBe(201)["slow_down"].GetBoolean().ShouldBeFalse();
        await Parallel.ForEachAsync(Enumerable.Range(1, Domain.Limits.SlowDownQueuedChunks + 20), new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (seq, _) => (await meeting.Put("mic", seq, Sound.Ogg(seq, packets: 1))).ShouldBe(201));
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        var seqs = Domain.Limits.SlowDownQueuedChunks + 21;
        await server.Until(async () => (await meeting.Put("mic", seqs++, Sound.Ogg(seqs, packets: 1))).ShouldBe(201)["slow_down"].GetBoolean());
    }

    // One second of a named track, heard as this text.
    private async Task<TestMeeting> Spoken(string text)
    {
        Engine.Says(text);
        var meeting = await Named();
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0, start: 96_000)).ShouldBe(201);
        await meeting.Reads(text.Split(' ')[0]);
        return meeting;
    }

    private async Task<TestMeeting> Named()
    {
        var meeting = await Server.Admin.Meeting(new { name = "Stand-up", language = "en", tracks = new[] { new { id = "mic", name = "Ana" } } });
        (await meeting.OpenEpoch("mic", null, "w")).ShouldBe(201);
        return meeting;
    }
}
