using Chronote.Domain.Transcription;
using Chronote.Engines.Guards;
using Chronote.Engines.Tests.Speech;

namespace Chronote.Engines.Tests.Guards;

public sealed class InventedTextGuardTests
{
    private const string Context = "and so we agreed to meet again on Tuesday in the small room";

    [Fact]
    public async Task A_sentence_over_a_cough_is_marked_and_its_words_are_kept()
    {
        short[] cough = [.. UnitOf.Silence(1), .. UnitOf.Noise(0.2, -20), .. UnitOf.Silence(1)];
        var segment = (await Guard("Thank you for watching, please subscribe to my channel.", cough)).Single();
        segment.Suppressed.ShouldBe("rate");
        segment.Text.ShouldStartWith("Thank you for watching");
    }

    [Fact]
    public async Task The_hint_given_back_is_marked_only_when_there_was_one()
    {
        const string echo = "We agreed to meet again on Tuesday in the small room.";
        (await Guard(echo, UnitOf.Babble(5, -20))).Single().Suppressed.ShouldBe("prompt_echo");
        (await Guard(echo, UnitOf.Babble(5, -20), prompted: false)).Single().Suppressed.ShouldBeNull();
        (await Guard("Chronote, Orleans, Zoë, Kestrel.", UnitOf.Babble(5, -20))).Single().Suppressed.ShouldBe("prompt_echo");
        (await Guard("On Tuesday, yes.", UnitOf.Babble(5, -20))).Single().Suppressed.ShouldBeNull();
    }

    [Theory]
    [InlineData("I'm sorry. I'm sorry. I'm sorry. I'm sorry. I'm sorry. I'm sorry. I'm sorry. I'm sorry.")]
    [InlineData("and then we went to the shop and then we went to the shop and then we went to the shop and then we went to the shop")]
    [InlineData("哈哈哈哈哈哈哈哈哈哈哈哈")]
    public async Task Words_said_over_and_over_are_marked(string text)
        => (await Guard(text, UnitOf.Babble(20, -20))).Single().Suppressed.ShouldBe("repeats");

    [Theory]
    [InlineData("No, no, no, no, that is wrong.")]
    [InlineData("Two hundred and ten thousand, four hundred and seventeen.")]
    [InlineData("We will decide the date of the release today and then tell everybody about it.")]
    public async Task What_people_do_say_stays(string text)
        => (await Guard(text, UnitOf.Babble(5, -20))).Single().Suppressed.ShouldBeNull();

    [Fact]
    public async Task The_same_segment_again_and_again_is_marked_from_the_second_on()
    {
        var segments = await Guard("Thanks for watching.|Thanks for watching!|thanks for watching|Good-bye then.", UnitOf.Babble(12, -20));
        segments.Select(segment => segment.Suppressed).ShouldBe([null, "repeats", "repeats", null]);
    }

    [Fact]
    public async Task Real_speech_passes_every_guard()
    {
        const string said = "Good morning everybody. Let us talk about the release on Friday, because the customers are waiting for it.";
        (await Guard(said, await Flite.Say(said, "slt"))).Single().Suppressed.ShouldBeNull();
    }

    private static async Task<IReadOnlyList<EngineSegment>> Guard(string texts, short[] samples, bool prompted = true)
    {
        var request = UnitOf.Samples(samples, Context, "en", "Chronote", "Orleans", "Zoë", "Kestrel");
        var answer = await new InventedTextGuard(new Scripted(texts.Split('|')), prompted).Transcribe(request, CancellationToken.None);
        return answer.ShouldBeOfType<EngineAnswer.Text>().Segments;
    }
}
