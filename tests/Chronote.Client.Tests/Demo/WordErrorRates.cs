using Chronote.Recorder.Demo;

namespace Chronote.Client.Tests.Demo;

public sealed class WordErrorRates
{
    [Theory]
    [InlineData("a b c d", "a b c d", 0)]
    [InlineData("a b c d", "a x c d", 1)]
    [InlineData("a b c d", "a c d", 1)]
    [InlineData("a b c d", "a b b c d", 1)]
    [InlineData("a b c d", "", 4)]
    [InlineData("Yes, we'll take it.", "yes we’ll take it", 0)]
    [InlineData("ten o'clock", "TEN O'CLOCK!", 0)]
    public void Errors_are_wrong_missing_and_added_words(string said, string heard, int errors) =>
        WordErrorRate.Of(said, heard).Errors.ShouldBe(errors);

    [Fact]
    public void The_rate_counts_against_what_was_said() => (WordErrorRate.Of("a b c d", "x") + WordErrorRate.Of("e f g h", "e f g h")).Rate.ShouldBe(0.5);

    [Fact]
    public void The_conversation_is_two_minutes_of_three_voices_with_overlaps()
    {
        var conversation = Conversation.BuiltIn();
        conversation.Voices.Count.ShouldBe(3);
        conversation.Lines[^1].At.ShouldBeGreaterThan(TimeSpan.FromMinutes(2));
        conversation.Lines.Select(line => line.At).ShouldBeInOrder();
        conversation.Lines.Sum(line => line.Text.Split(' ').Length).ShouldBeGreaterThan(400);
    }
}
