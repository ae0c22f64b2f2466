using Chronote.Domain.Transcription;
using Chronote.Engines.Doctor;
using Chronote.Engines.OpenAi;
using Chronote.Engines.Tests.OpenAi;
using Chronote.Engines.Tests.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Engines.Tests;

public sealed class EngineChoiceTests(MisbehavingServer server) : IClassFixture<MisbehavingServer>, IDisposable
{
    private readonly HttpClient http = EngineHttp.NewClient();

    [Theory]
    [InlineData(null, "sh", "pocketsphinx", true)]
    [InlineData(null, "/nowhere/ps", "none", false)]
    [InlineData("pocketsphinx", "/nowhere/ps", "pocketsphinx", true)]
    [InlineData("None", "sh", "none", false)]
    [InlineData("command", "sh", "command", true)]
    [InlineData("OpenAI", "sh", "openai", true)]
    public void The_engine_is_the_chosen_one_or_what_is_installed(string? chosen, string program, string engine, bool transcribes)
    {
        var choice = Choose(new EngineOptions { Engine = chosen, PocketSphinx = new() { Program = program } });
        choice.Engine.Label.Engine.ShouldBe(engine);
        choice.Transcribes.ShouldBe(transcribes);
        choice.Why.ShouldEndWith(".");
    }

    [Fact]
    public void Hosted_engines_are_driven_gently_and_local_ones_by_the_number_of_processors()
    {
        Choose(new EngineOptions { Engine = "openai" }).Pace
            .ShouldBe(new EnginePace(5, 60, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)));
        Choose(new EngineOptions { Engine = "command" }).Pace
            .ShouldBe(new EnginePace(Environment.ProcessorCount, null, TimeSpan.Zero, TimeSpan.FromMinutes(4)));
        var spacing = TimeSpan.FromSeconds(3);
        Choose(new EngineOptions { Engine = "command", Concurrency = 2, RequestsPerMinute = 9, MinimumSpacing = spacing }).Pace
            .ShouldBe(new EnginePace(2, 9, spacing, TimeSpan.FromMinutes(4)));
    }

    [Fact]
    public async Task A_chosen_engine_never_hears_silence()
    {
        server.Behaviour = Behaviours.Status(500);
        var before = server.Seen.Count;
        var choice = Choose(new EngineOptions { Engine = "openai", OpenAI = new() { BaseUrl = server.BaseUrl } });
        (await choice.Engine.Transcribe(UnitOf.Samples(UnitOf.Silence(2)), CancellationToken.None)).ShouldBeOfType<EngineAnswer.Silent>();
        server.Seen.Count.ShouldBe(before);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Three_voices_pass_gate_and_guards_and_are_understood()
    {
        const string said = "I will send the report to the customers on monday. We decided to open the new office in the summer, " +
            "and the budget for it is ready. Do we know how many people want to move?";
        var engine = Choose(new EngineOptions { Engine = "pocketsphinx" }).Engine;
        var rates = new List<double>();
        foreach (var voice in new[] { "awb", "rms", "slt" })
        {
            var unit = UnitOf.Samples([.. UnitOf.Silence(2), .. await Flite.Say(said, voice), .. UnitOf.Silence(2)], context: said);
            var text = (await engine.Transcribe(unit, CancellationToken.None)).ShouldBeOfType<EngineAnswer.Text>();
            text.Segments.ShouldAllBe(segment => segment.Suppressed == null);
            rates.Add(WordErrors.Rate(said, string.Join(' ', text.Segments.Select(segment => segment.Text))));
        }
        rates.Average().ShouldBeLessThan(0.20);
    }

    [Fact]
    public async Task Doctor_says_what_is_missing_and_how_to_get_it()
    {
        var options = new EngineOptions { PocketSphinx = new() { Program = "/nowhere/ps" } };
        var report = await EngineSurvey.Look(options, http, TimeProvider.System, CancellationToken.None);
        report.Chosen.ShouldBe("none");
        report.Engines.Single(finding => finding.Engine == "pocketsphinx").HowToGet
            .ShouldBe("sudo apt install pocketsphinx pocketsphinx-en-us");
        report.Engines.ShouldAllBe(finding => !finding.Usable && finding.HowToGet != null);
        report.HowToConnect.ShouldContain(block => block.Commands.Contains("whisper-server"));
    }

    [Fact]
    public async Task Doctor_sees_the_installed_pocketsphinx_with_its_version()
    {
        var report = await EngineSurvey.Look(new EngineOptions(), http, TimeProvider.System, CancellationToken.None);
        var finding = report.Engines.Single(one => one.Engine == "pocketsphinx");
        finding.Usable.ShouldBeTrue(finding.Detail);
        finding.Version.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData(200, true, "answers"), InlineData(401, false, "key"), InlineData(404, true, "lists no models"),
        InlineData(503, false, "503")]
    public async Task Doctor_asks_a_chosen_server(int status, bool usable, string says)
    {
        server.Behaviour = Behaviours.Status(status);
        var options = new EngineOptions { Engine = "openai", OpenAI = new() { BaseUrl = server.BaseUrl, ApiKey = "sk-secret" } };
        var report = await EngineSurvey.Look(options, http, TimeProvider.System, CancellationToken.None);
        var finding = report.Engines.Single(one => one.Engine == "openai");
        finding.Usable.ShouldBe(usable);
        finding.Detail.ShouldContain(says);
        report.ToString().ShouldNotContain("sk-secret");
    }

    public void Dispose() => http.Dispose();

    private EngineChoice Choose(EngineOptions options) => EngineChoice.Of(options, http, TimeProvider.System, NullLoggerFactory.Instance);
}
