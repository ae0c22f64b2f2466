using Chronote.Engines;
using Chronote.Engines.Notes;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord.Words;

/// <summary>Where what is said goes, as the settings have it. What people are told before they are recorded rests on this alone.</summary>
/// <param name="Text">Null: nothing is transcribed. Empty: on this machine. Else the host that gets the audio.</param>
/// <param name="Notes">Null: on this machine. Else the host that gets the text.</param>
internal sealed record DataWays(string? Text, string? Notes)
{
    public static DataWays Of(SiloSettings settings, bool transcribes) => new(
        !transcribes ? null : Is(settings.Transcription.Engine, EngineNames.OpenAi) ? Elsewhere(settings.Transcription.OpenAI.BaseUrl) ?? "" : "",
        Is(settings.Notes.Writer, NotesOptions.Chat) ? Elsewhere(settings.Notes.OpenAI.BaseUrl) : null);

    private static bool Is(string? chosen, string name) => name.Equals(chosen?.Trim(), StringComparison.OrdinalIgnoreCase);

    // Null: this machine itself.
    private static string? Elsewhere(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback ? null : uri?.Host ?? url;
}

/// <summary>What people are told of a recording, in words: who records, where it goes, how long it is kept, and how to stay out of it.</summary>
internal static class Announcement
{
    /// <summary>Discord takes messages of so many characters.</summary>
    public const int MessageCharactersMax = 2_000;

    /// <param name="bot">The bot's name.</param>
    /// <param name="startedBy">0 when a program asked.</param>
    public static string Words(string bot, ulong channel, ulong startedBy, bool isAutomatic, DataWays ways) =>
        $"""
        **{bot} records everybody who speaks in <#{channel}>**, each person on a track of their own. {Who(startedBy, isAutomatic)}
        {Text(ways)} {Notes(ways)}
        The recording, its transcript and its notes are kept by whoever runs this bot until they are deleted; nothing is deleted by itself.
        **Don't want that?** `/privacy opt-out`: from then on nothing you say on this server is kept, until you say `/privacy opt-in`. `/privacy delete-me` deletes what was recorded of you so far.
        """;

    private static string Who(ulong startedBy, bool isAutomatic) =>
        isAutomatic ? "This channel is recorded whenever somebody is in it." : startedBy == 0 ? "A program of whoever runs the bot asked for it." : $"<@{startedBy}> asked for it.";

    private static string Text(DataWays ways) => ways.Text switch
    {
        null => "It is not transcribed, and the audio stays on the machine that runs the bot.",
        "" => "It is transcribed on the machine that runs the bot; the audio does not leave it.",
        var host => $"**The audio is sent to {host}**, which transcribes it.",
    };

    private static string Notes(DataWays ways) => ways switch
    {
        { Text: null } => "",
        { Notes: null } => "Notes are written on the machine that runs the bot.",
        { Notes: var host } => $"**The text is sent to {host}**, which writes the notes.",
    };
}
