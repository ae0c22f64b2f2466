using Chronote.Domain.Notes;
using Chronote.Engines.Notes.Chat;
using Chronote.Engines.Notes.Extractive;
using Microsoft.Extensions.Logging;

namespace Chronote.Engines.Notes;

/// <summary>The writer this process uses.</summary>
public static class NotesChoice
{
    /// <param name="http">From <see cref="OpenAi.EngineHttp.NewClient"/>; the caller disposes it.</param>
    public static INotesWriter Of(NotesOptions options, HttpClient http, TimeProvider time, ILoggerFactory loggers)
        => EngineNames.Normal(options.Writer) == NotesOptions.Chat
            ? new ChatWriter(options.OpenAI, http, time, loggers.CreateLogger<ChatWriter>())
            : new ExtractiveWriter();
}
