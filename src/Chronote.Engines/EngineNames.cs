namespace Chronote.Engines;

/// <summary>The names an operator writes into <c>Transcription:Engine</c>, and which stand in every segment's label.</summary>
public static class EngineNames
{
    public const string PocketSphinx = "pocketsphinx";
    public const string OpenAi = "openai";
    public const string Command = "command";
    public const string None = "none";

    public static IReadOnlyList<string> All { get; } = [PocketSphinx, OpenAi, Command, None];

    /// <summary>Null when nothing was chosen.</summary>
    internal static string? Normal(string? chosen) => string.IsNullOrWhiteSpace(chosen) ? null : chosen.Trim().ToLowerInvariant();
}
