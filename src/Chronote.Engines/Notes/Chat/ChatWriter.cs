using System.Collections.Immutable;
using System.Net.Http.Headers;
using Chronote.Domain.Notes;
using Chronote.Engines.OpenAi;
using Microsoft.Extensions.Logging;

namespace Chronote.Engines.Notes.Chat;

/// <summary>Notes by a language model behind any server that speaks OpenAI's <c>/chat/completions</c>.</summary>
public sealed class ChatWriter(ChatOptions options, HttpClient http, TimeProvider time, ILogger<ChatWriter> logger) : INotesWriter
{
    private static readonly ImmutableHashSet<string> Dispensable = ["temperature", "max_tokens", "response_format"];

    private readonly OpenAiCall call = new(options.BaseUrl, options.ApiKey, options.TimeMax, http, time, logger);

    // What the server does not understand is learned once per process.
    private volatile ImmutableHashSet<string> refused = [];

    public string Name => NotesOptions.Chat;

    public async Task<NotesAnswer> Write(NotesRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var writer = $"{Name} ({options.Model})";
        if (request.Lines.Count == 0 && request.Earlier.Count == 0) return new NotesAnswer.Written(new NotesDocument(writer, []));
        var leftOut = refused;
        // A transcript past the budget is ranked first, which takes up to a second; the caller may be in a turn that others wait for.
        using var body = new ByteArrayContent(await Task.Run(() => ChatPrompt.Build(options, request, leftOut), cancellation));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await call.Post("chat/completions", body, cancellation) switch
        {
            CallOutcome.Json answer => Read(answer.Body, writer, request),
            CallOutcome.Theirs theirs => new NotesAnswer.Theirs(theirs.Message, theirs.RetryAfter),
            CallOutcome.Ours ours => new NotesAnswer.Ours(ours.Message),
            CallOutcome.Refused { Field: { } field } when Dispensable.Contains(field) && !leftOut.Contains(field) => AskForLess(field),
            CallOutcome.Refused wrong => new NotesAnswer.Ours(wrong.Message),
            var unknown => throw new System.Diagnostics.UnreachableException(unknown.GetType().Name),
        };
    }

    private NotesAnswer Read(byte[] body, string writer, NotesRequest request)
    {
        var message = ChatAnswer.Message(body, out var cut);
        if (message is not null && ChatAnswer.Sections(message, request) is { } sections)
            return new NotesAnswer.Written(NotesBudget.Document(writer, sections, request.CharactersMax));
        return cut
            ? new NotesAnswer.Ours(
                $"The model needs more than {options.AnswerTokensMax} tokens for its answer: raise Notes:OpenAI:AnswerTokensMax.")
            : new NotesAnswer.Theirs("The model's answer holds no notes.", null);
    }

    // Asking again here would be a second request under one permission; the notes come back at once instead.
    private NotesAnswer AskForLess(string field)
    {
        refused = refused.Add(field);
        return new NotesAnswer.Theirs($"The server does not know {field}; it is asked without from now on.", TimeSpan.Zero);
    }
}
