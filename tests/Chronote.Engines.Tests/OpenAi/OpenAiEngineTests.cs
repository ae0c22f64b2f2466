using Chronote.Domain.Transcription;
using Chronote.Engines.OpenAi;
using Chronote.Engines.Tests.Speech;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Engines.Tests.OpenAi;

public sealed class OpenAiEngineTests(MisbehavingServer server) : EngineConformance, IClassFixture<MisbehavingServer>, IDisposable
{
    private const string Key = "sk-test-4711-secret";

    private const string TwoSegments = """
        {"task":"transcribe","language":"english","duration":1.0,"text":" Hello there. Good-bye.","segments":[
        {"id":0,"start":0.10,"end":0.50,"text":" Hello there.","avg_logprob":-0.2,"no_speech_prob":0.01},
        {"id":1,"start":0.60,"end":97.0,"text":" Good-bye.","avg_logprob":-0.3,"no_speech_prob":0.01}]}
        """;

    private readonly HttpClient http = EngineHttp.NewClient();

    protected override ITranscriptionEngine NewEngine() => Against(Behaviours.Json(TwoSegments));

    protected override ITranscriptionEngine NewHangingEngine() => Against(Behaviours.Hang, TimeSpan.FromSeconds(1));

    protected override ITranscriptionEngine NewGarbledEngine() => Against(Behaviours.Json("]]] nothing {"));

    protected override ITranscriptionEngine NewMissingEngine()
        => new OpenAiEngine(new OpenAiOptions { BaseUrl = "http://127.0.0.1:9/v1" }, null, http, TimeProvider.System,
            NullLogger<OpenAiEngine>.Instance);

    [Fact]
    public async Task Segments_keep_their_times_and_none_leaves_the_unit()
    {
        var text = (await Ask(Behaviours.Json(TwoSegments))).ShouldBeOfType<EngineAnswer.Text>();
        text.Language.ShouldBe("en");
        text.Segments.ShouldBe([
            new EngineSegment(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5), "Hello there."),
            new EngineSegment(TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(1), "Good-bye."),
        ]);
    }

    [Fact]
    public async Task The_request_carries_key_model_language_prompt_and_the_recorded_audio()
    {
        var request = UnitOf.Samples(UnitOf.Tone(1, -20), context: "We met on Monday.", language: "pt-BR", vocabulary: ["Chronote", "Zoë"]);
        await Against(Behaviours.Json(TwoSegments)).Transcribe(request, CancellationToken.None);
        var seen = server.Seen[^1];
        seen.Path.ShouldBe("/v1/audio/transcriptions");
        seen.Authorization.ShouldBe($"Bearer {Key}");
        seen.Form!["model"].ToString().ShouldBe("whisper-1");
        seen.Form["language"].ToString().ShouldBe("pt");
        seen.Form["response_format"].ToString().ShouldBe("verbose_json");
        seen.Form["prompt"].ToString().ShouldBe("Chronote, Zoë. We met on Monday.");
        seen.File.ShouldBe(request.OggOpus.ToArray());
        seen.Form.Files["file"]!.FileName.ShouldBe("audio.ogg");
    }

    [Fact]
    public async Task A_server_that_reads_only_wav_gets_wav()
    {
        await Against(Behaviours.Json(TwoSegments), audio: "wav").Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), CancellationToken.None);
        var file = server.Seen[^1].Form!.Files["file"]!;
        file.ContentType.ShouldBe("audio/wav");
        file.Length.ShouldBe(44 + 32_000);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("999999", 3_600)]
    [InlineData("Mon, 01 Jun 2026 12:00:30 GMT", 30)]
    [InlineData("Mon, 01 Jun 2026 11:00:00 GMT", 0)]
    public async Task Too_many_requests_is_theirs_with_the_servers_own_wish(string retryAfter, int seconds)
    {
        var theirs = (await Ask(Behaviours.Status(429, retryAfter: retryAfter))).ShouldBeOfType<EngineAnswer.Theirs>();
        theirs.RateLimited.ShouldBeTrue();
        theirs.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(429), InlineData(500), InlineData(502), InlineData(503), InlineData(408)]
    public async Task Trouble_of_the_server_is_theirs(int status)
    {
        var theirs = (await Ask(Behaviours.Status(status, retryAfter: "soon"))).ShouldBeOfType<EngineAnswer.Theirs>();
        theirs.RetryAfter.ShouldBeNull();
    }

    [Theory]
    [InlineData(401), InlineData(403), InlineData(404), InlineData(405), InlineData(402)]
    public async Task A_wrong_key_or_address_is_ours(int status)
        => (await Ask(Behaviours.Status(status))).ShouldBeOfType<EngineAnswer.Ours>();

    [Theory]
    [InlineData(400), InlineData(413), InlineData(415), InlineData(422)]
    public async Task Audio_the_server_does_not_want_is_the_audios(int status)
        => (await Ask(Behaviours.Status(status))).ShouldBeOfType<EngineAnswer.Audio>();

    [Fact]
    public async Task A_model_the_server_does_not_know_is_ours_and_an_empty_account_too()
    {
        var noModel = Behaviours.Status(400, """{"error":{"message":"no such model","param":"model"}}""");
        (await Ask(noModel)).ShouldBeOfType<EngineAnswer.Ours>().Message.ShouldContain("no such model");
        var noCredit = Behaviours.Status(429, """{"error":{"message":"pay","code":"insufficient_quota"}}""");
        (await Ask(noCredit)).ShouldBeOfType<EngineAnswer.Ours>();
    }

    [Fact]
    public async Task An_answer_of_another_type_is_theirs()
        => (await Ask(Behaviours.Typed("text/html", "<h1>Welcome</h1>"))).ShouldBeOfType<EngineAnswer.Theirs>().Message
            .ShouldContain("text/html");

    [Theory]
    [InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("{\"segments\":7}"), InlineData("{\"text\":\"\\ud800\"}"),
        InlineData("")]
    public async Task Json_that_is_no_transcription_is_theirs(string body)
        => (await Ask(Behaviours.Json(body))).ShouldBeOfType<EngineAnswer.Theirs>();

    [Fact]
    public async Task Absurd_times_are_brought_back_into_the_unit()
    {
        const string absurd = """
            {"segments":[{"start":-1e300,"end":1e300,"text":"a"},{"start":5,"end":1,"text":"b"},
            {"start":"x","end":1,"text":"c"},7,{"text":"d"}]}
            """;
        var text = (await Ask(Behaviours.Json(absurd))).ShouldBeOfType<EngineAnswer.Text>();
        text.Segments.ShouldAllBe(segment => segment.Start >= TimeSpan.Zero && segment.Start <= segment.End
            && segment.End <= TimeSpan.FromSeconds(1));
        text.Segments.Select(segment => segment.Text).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task What_the_model_itself_doubts_is_marked()
    {
        const string doubtful = """
            {"segments":[{"start":0,"end":1,"text":"Thanks for watching!","avg_logprob":-1.5,"no_speech_prob":0.8}]}
            """;
        (await Ask(Behaviours.Json(doubtful))).ShouldBeOfType<EngineAnswer.Text>().Segments.Single().Suppressed.ShouldBe("low_confidence");
    }

    [Fact]
    public async Task No_speech_is_an_empty_text()
        => (await Ask(Behaviours.Json("""{"text":"","segments":[]}"""))).ShouldBeOfType<EngineAnswer.Text>().Segments.ShouldBeEmpty();

    [Fact]
    public async Task A_slow_drip_ends_at_the_time_allowed()
        => (await Ask(Behaviours.Drip, TimeSpan.FromSeconds(1))).ShouldBeOfType<EngineAnswer.Theirs>().Message.ShouldContain("longer");

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
        => (await Ask(Behaviours.Flood)).ShouldBeOfType<EngineAnswer.Theirs>().Message.ShouldContain("more than");

    [Fact]
    public async Task A_server_that_hangs_up_is_theirs() => (await Ask(Behaviours.HangUp)).ShouldBeOfType<EngineAnswer.Theirs>();

    [Fact]
    public async Task Audio_never_follows_a_redirect()
    {
        var before = server.Seen.Count;
        (await Ask(Behaviours.Redirect("/elsewhere"))).ShouldBeOfType<EngineAnswer.Ours>();
        server.Seen.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_server_that_repeats_the_key_does_not_get_it_into_a_message()
    {
        foreach (var status in new[] { 400, 401, 404, 429, 500 })
            (await Ask(Behaviours.Status(status, $$"""{"error":"wrong key {{Key}}"}"""))).ToString()!.ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_server_without_times_is_asked_for_text_alone_from_then_on()
    {
        var engine = Against(async http =>
        {
            var format = (await http.Request.ReadFormAsync())["response_format"].ToString();
            await (format == "json"
                ? Behaviours.Json("""{"text":"Hello there. Good-bye."}""")
                : Behaviours.Status(400, """{"error":{"message":"unsupported","param":"response_format"}}"""))(http);
        });
        var unit = UnitOf.Samples(UnitOf.Babble(2, -20));
        (await engine.Transcribe(unit, CancellationToken.None)).ShouldBeOfType<EngineAnswer.Theirs>().RetryAfter.ShouldBe(TimeSpan.Zero);
        var text = (await engine.Transcribe(unit, CancellationToken.None)).ShouldBeOfType<EngineAnswer.Text>();
        text.Segments.Select(segment => segment.Text).ShouldBe(["Hello there.", "Good-bye."]);
        text.Segments[1].Start.ShouldBeGreaterThanOrEqualTo(text.Segments[0].End - TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_key_that_can_not_be_sent_is_ours()
    {
        var engine = new OpenAiEngine(new OpenAiOptions { BaseUrl = server.BaseUrl, ApiKey = "a\nb" }, null, http, TimeProvider.System,
            NullLogger<OpenAiEngine>.Instance);
        (await engine.Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), CancellationToken.None)).ShouldBeOfType<EngineAnswer.Ours>();
    }

    public void Dispose() => http.Dispose();

    private Task<EngineAnswer> Ask(RequestDelegate behaviour, TimeSpan? timeMax = null)
        => Against(behaviour, timeMax).Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), CancellationToken.None);

    private OpenAiEngine Against(RequestDelegate behaviour, TimeSpan? timeMax = null, string audio = "ogg")
    {
        server.Behaviour = behaviour;
        var options = new OpenAiOptions
        {
            BaseUrl = server.BaseUrl, ApiKey = Key, TimeMax = timeMax ?? TimeSpan.FromSeconds(20),
            Audio = audio
        };
        return new OpenAiEngine(options, null, http, new NoonInJune(), NullLogger<OpenAiEngine>.Instance);
    }
}
