namespace Chronote.Domain.Notes;

/// <summary>Writes summaries of windows and the notes of a meeting. An adapter, like an engine.</summary>
public interface INotesWriter
{
    string Name { get; }

    /// <summary>Notes from the text of one window, or from the summaries of several. Never longer than <see cref="NotesRequest.CharactersMax"/>.</summary>
    /// <remarks>Expected failures are answers; only a cancelled <paramref name="cancellation"/> throws.</remarks>
    Task<NotesAnswer> Write(NotesRequest request, CancellationToken cancellation);
}

/// <param name="Lines">What was said, in order of time. At most <see cref="Limits.NotesLinesMax"/> lines.</param>
/// <param name="Earlier">Summaries of windows before these lines, in order; empty when there is one window.</param>
public sealed record NotesRequest(
    string Title, string? Language, IReadOnlyList<NotesLine> Lines, IReadOnlyList<NotesDocument> Earlier, int CharactersMax);

public sealed record NotesLine(TimeSpan At, string Speaker, string Text);

public abstract record NotesAnswer
{
    public sealed record Written(NotesDocument Document) : NotesAnswer;
    public sealed record Theirs(string Message, TimeSpan? RetryAfter) : NotesAnswer;
    public sealed record Ours(string Message) : NotesAnswer;

    private NotesAnswer() { }
}

/// <param name="Writer">Name of the writer, and its model where it has one.</param>
/// <param name="Sections">In the order to show; known titles are Summary, Decisions, Actions, Open questions, Per speaker.</param>
public sealed record NotesDocument(string Writer, IReadOnlyList<NotesSection> Sections);

public sealed record NotesSection(string Title, IReadOnlyList<NotesItem> Items);

/// <param name="At">Where on the timeline it was said, when it was said at one place.</param>
public sealed record NotesItem(string Text, string? Speaker, TimeSpan? At);
