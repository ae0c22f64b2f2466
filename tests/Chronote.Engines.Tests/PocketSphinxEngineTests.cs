using Chronote.Domain.Transcription;
using Chronote.Engines.PocketSphinx;
using Chronote.Engines.Tests.Processes;
using Chronote.Engines.Tests.Speech;

namespace Chronote.Engines.Tests;

public sealed class PocketSphinxEngineTests : EngineConformance, IDisposable
{
    private readonly Script scripts = new();

    protected override ITranscriptionEngine NewEngine() => With(new PocketSphinxOptions());

    protected override ITranscriptionEngine NewHangingEngine() => With(Playing("sleep 30", TimeSpan.FromSeconds(1)));

    protected override ITranscriptionEngine NewGarbledEngine() => With(Playing("head -c 100000 /dev/urandom"));

    protected override ITranscriptionEngine NewMissingEngine()
        => With(new PocketSphinxOptions { Program = "/nowhere/pocketsphinx_continuous" });

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("awb")]
    [InlineData("slt")]
    public async Task Flite_speech_is_understood_well_enough_for_a_draft(string voice)
    {
        const string said = "Good morning everybody. Let us talk about the release on friday. " +
            "The customers are waiting for it and we have to be ready.";
        var answer = await NewEngine().Transcribe(UnitOf.Samples(await Flite.Say(said, voice)), CancellationToken.None);
        var text = answer.ShouldBeOfType<EngineAnswer.Text>();
        text.Language.ShouldBe("en");
        WordErrors.Rate(said, string.Join(' ', text.Segments.Select(segment => segment.Text))).ShouldBeLessThan(0.30);
    }

    // A recorder's chunk seldom begins with the first word: before it lies the room.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("awb", "We have to test the new version on all machines.")]
    [InlineData("slt", "The budget for the next quarter is higher than we expected.")]
    [InlineData("slt", "The meeting with the customer is at three in the afternoon.")]
    public async Task Speech_after_seconds_of_a_rooms_faint_noise_is_understood_as_well(string voice, string said)
    {
        short[] clean = [.. UnitOf.Silence(6), .. await Flite.Say(said, voice), .. UnitOf.Silence(4)];
        var noise = UnitOf.Noise((double)clean.Length / 16_000, -70);
        var noisy = clean.Zip(noise, (speech, hiss) => (short)Math.Clamp(speech + hiss, short.MinValue, short.MaxValue)).ToArray();
        var answer = await NewEngine().Transcribe(UnitOf.Samples(noisy), CancellationToken.None);
        var heard = answer.ShouldBeOfType<EngineAnswer.Text>().Segments;
        WordErrors.Rate(said, string.Join(' ', heard.Select(segment => segment.Text))).ShouldBeLessThan(0.35, string.Join(' ', heard.Select(segment => segment.Text)));
        heard[0].Start.TotalSeconds.ShouldBeInRange(5.7, 6.8);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task A_pause_ends_a_segment_and_later_words_keep_their_place()
    {
        var first = await Flite.Say("We talk about the release.");
        var second = await Flite.Say("The budget comes next.");
        short[] both = [.. first, .. UnitOf.Silence(3), .. second];
        var text = (await NewEngine().Transcribe(UnitOf.Samples(both), CancellationToken.None)).ShouldBeOfType<EngineAnswer.Text>();
        text.Segments.Count.ShouldBeGreaterThanOrEqualTo(2);
        var spoken = first.Length / 16_000.0 + 3;
        text.Segments.ShouldContain(segment => Math.Abs(segment.Start.TotalSeconds - spoken) < 0.6);
    }

    [Fact]
    public async Task Another_language_is_refused_with_a_sentence_that_says_what_to_do()
    {
        var answer = await NewEngine().Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20), language: "de-AT"), CancellationToken.None);
        answer.ShouldBeOfType<EngineAnswer.Ours>().Message.ShouldContain("English only");
    }

    [Fact]
    public async Task A_missing_program_is_answered_with_what_to_install()
    {
        var answer = await NewMissingEngine().Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), CancellationToken.None);
        answer.ShouldBeOfType<EngineAnswer.Ours>().Message.ShouldContain("apt install pocketsphinx pocketsphinx-en-us");
    }

    [Fact]
    public async Task A_program_that_fails_is_theirs_with_its_last_words()
    {
        var answer = await With(Playing("echo 'out of memory' >&2; exit 3"))
            .Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), CancellationToken.None);
        answer.ShouldBeOfType<EngineAnswer.Theirs>().Message.ShouldBe("PocketSphinx ended with code 3: out of memory");
    }

    [Fact]
    public async Task A_missing_model_is_ours()
    {
        var engine = With(new PocketSphinxOptions { AcousticModel = "/nowhere" });
        var answer = await engine.Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), CancellationToken.None);
        answer.ShouldBeOfType<EngineAnswer.Ours>().Message.ShouldContain("pocketsphinx-en-us");
    }

    [Fact]
    public void Its_text_is_labelled_as_a_draft() => NewEngine().Label.Quality.ShouldBe("draft");

    public void Dispose() => scripts.Dispose();

    private PocketSphinxOptions Playing(string script, TimeSpan? timeMax = null)
        => new() { Program = scripts.Write(script), TimeMax = timeMax ?? TimeSpan.FromSeconds(20) };

    private static PocketSphinxEngine With(PocketSphinxOptions options) => new(options, defaultLanguage: null, TimeProvider.System);
}
