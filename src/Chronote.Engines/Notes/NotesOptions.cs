using Chronote.Engines.Notes.Chat;

namespace Chronote.Engines.Notes;

/// <summary>Section <c>Notes</c>: who writes summaries and notes.</summary>
public sealed class NotesOptions
{
    public const string Section = "Notes";

    public const string Extractive = "extractive";
    public const string Chat = "chat";

    /// <summary><c>extractive</c> (built in, no network) or <c>chat</c> (a language model behind an OpenAI-compatible server). Default
    /// extractive.</summary>
    /// <remarks>What was said leaves this machine only when somebody decided that it may.</remarks>
    public string? Writer { get; init; }

    public ChatOptions OpenAI { get; init; } = new();

    /// <summary>Everything that is wrong, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Check() => EngineNames.Normal(Writer) switch
    {
        null or Extractive => [],
        Chat => [.. OpenAI.Check($"{Section}:OpenAI")],
        _ => [$"{Section}:Writer is '{Writer}'; it must be {Extractive} or {Chat}."],
    };
}
