using Chronote.Domain.Notes;
using Chronote.Engines.Notes;
using Chronote.Engines.Notes.Extractive;

namespace Chronote.Engines.Tests.Notes;

public sealed class ExtractiveWriterTests
{
    [Fact]
    public async Task Notes_of_a_conversation_read_as_reviewed()
    {
        var document = await Write(Conversation.Request(Conversation.ReleaseMeeting));
        Golden.ShouldMatch(NotesMarkdown.Render(document, new NotesHead("Release meeting")), "release-meeting.md");
    }

    [Fact]
    public async Task Notes_of_an_engine_without_punctuation_read_as_reviewed()
    {
        var document = await Write(Conversation.Request(Conversation.Unpunctuated(Conversation.ReleaseMeeting)));
        Golden.ShouldMatch(NotesMarkdown.Render(document, new NotesHead("Release meeting", "draft", "/m/1")), "release-meeting-draft.md");
    }

    [Fact]
    public async Task Who_promises_owns_the_action_and_so_does_who_is_named()
    {
        var actions = Section(await Write(Conversation.Request(Conversation.ReleaseMeeting)), SectionTitles.Actions);
        actions.ShouldContain(item => item.Speaker == "Bob" && item.Text.Contains("fix the installer"));
        actions.ShouldContain(item => item.Speaker == "Carla Meyer" && item.Text.Contains("tell the hospital"));
        actions.ShouldContain(item => item.Speaker == "Bob" && item.Text.Contains("send me a list"));
        actions.ShouldContain(item => item.Speaker == "Maria" && item.Text.Contains("ask the board"));
    }

    [Fact]
    public async Task What_was_not_decided_is_an_open_question_and_no_decision()
    {
        var document = await Write(Conversation.Request(Conversation.ReleaseMeeting));
        Section(document, SectionTitles.Decisions).ShouldAllBe(item => !item.Text.Contains("haven't decided"));
        Section(document, SectionTitles.OpenQuestions).ShouldContain(item => item.Text.Contains("haven't decided"));
    }

    [Fact]
    public async Task A_question_answered_at_once_is_not_open_and_an_evaded_one_is()
    {
        var open = Section(await Write(Conversation.Request(Conversation.ReleaseMeeting)), SectionTitles.OpenQuestions);
        open.ShouldNotContain(item => item.Text.Contains("ship on Friday"));
        open.ShouldContain(item => item.Text.Contains("How many machines"));
    }

    [Fact]
    public async Task Another_language_gets_key_points_and_no_guessed_decisions()
    {
        var document = await Write(Conversation.Request(Conversation.ReleaseMeeting, language: "de"));
        document.Sections.Select(section => section.Title).ShouldBe([SectionTitles.Summary, SectionTitles.PerSpeaker]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(1_000)]
    public async Task Notes_are_never_longer_than_asked_for(int charactersMax)
    {
        var document = await Write(Conversation.Request(Conversation.ReleaseMeeting, charactersMax: charactersMax));
        var body = NotesMarkdown.Render(document, new NotesHead(""));
        body.Length.ShouldBeLessThanOrEqualTo(Math.Max(charactersMax, 40));
    }

    [Fact]
    public async Task A_meeting_without_words_has_notes_without_sections()
        => (await Write(Conversation.Request([]))).Sections.ShouldBeEmpty();

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task The_most_lines_there_can_be_are_summarised_in_seconds_and_within_bounds()
    {
        var lines = Enumerable.Range(0, Chronote.Domain.Limits.NotesLinesMax)
            .Select(i => Conversation.ReleaseMeeting[i % Conversation.ReleaseMeeting.Count] with { At = TimeSpan.FromSeconds(i * 3) })
            .ToArray();
        var started = System.Diagnostics.Stopwatch.StartNew();
        var document = await Write(Conversation.Request(lines));
        started.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        NotesMarkdown.Render(document, new NotesHead("")).Length.ShouldBeLessThanOrEqualTo(8_000);
    }

    [Fact]
    public async Task Summaries_of_earlier_windows_flow_into_the_notes_of_the_whole()
    {
        var half = Conversation.ReleaseMeeting.Count / 2;
        var first = await Write(Conversation.Request([.. Conversation.ReleaseMeeting.Take(half)]));
        var second = await Write(Conversation.Request([.. Conversation.ReleaseMeeting.Skip(half)]));
        var whole = await Write(new NotesRequest("Release meeting", "en", [], [first, second], 8_000));
        Golden.ShouldMatch(NotesMarkdown.Render(whole, new NotesHead("Release meeting")), "release-meeting-of-windows.md");
    }

    private static async Task<NotesDocument> Write(NotesRequest request)
        => (await new ExtractiveWriter().Write(request, CancellationToken.None)).ShouldBeOfType<NotesAnswer.Written>().Document;

    private static IReadOnlyList<NotesItem> Section(NotesDocument document, string title)
        => document.Sections.Single(section => section.Title == title).Items;
}
