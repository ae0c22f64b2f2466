using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;

namespace Chronote.Silo.Discord.Words;

/// <summary>What the status message shows of a session.</summary>
/// <param name="Speakers">Who was heard so far.</param>
/// <param name="Trouble">What is wrong, one sentence each; empty when all is well.</param>
/// <param name="LagSeconds">How long the oldest audio without text has waited; null when nothing is transcribed.</param>
/// <param name="PendingText">Pieces of audio that wait for their text.</param>
/// <param name="DeadText">Pieces whose text was given up.</param>
/// <param name="OptedOut">How many people in the channel are left out.</param>
internal sealed record StatusFacts(
    MeetingId Meeting, string Name, VoicePhase Phase, bool IsReceived, DateTimeOffset StartedAt, int People, int OptedOut, IReadOnlyList<ulong> Speakers, IReadOnlyList<string> Trouble,
    int? LagSeconds, long PendingText, long DeadText)
{
    /// <summary>Audio on the disk of the machine that receives, which the store has not taken yet.</summary>
    public long BacklogBytes { get; init; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public string? EndReason { get; init; }
}

/// <summary>The status message: its text and its buttons.</summary>
internal static class StatusText
{
    public const string StopButton = "stop:", RetryButton = "retry:";

    private const int SpeakersShown = 20;

    // Less is on its way all the time.
    private const long BacklogShownBytes = 512 * 1024;

    // A discord timestamp counts by itself: no edit is needed for the time to go on.
    public static string Write(StatusFacts facts)
    {
        var lines = new List<string>
        {
            $"{Sign(facts)} **{Plain(facts.Name)}** · {Phase(facts)} · began <t:{facts.StartedAt.ToUnixTimeSeconds()}:R>",
        };
        if (facts.EndReason is null) lines.Add($"In the channel: {facts.People}{(facts.OptedOut > 0 ? $", {facts.OptedOut} of them left out by their own wish" : "")}. {Heard(facts)}");
        else lines.Add(Heard(facts));
        if (facts.LagSeconds is { } lag && facts.PendingText > 0) lines.Add($"Text is {lag} s behind, {Count(facts.PendingText, "piece")} of audio to go.");
        if (facts.BacklogBytes >= BacklogShownBytes) lines.Add($"{facts.BacklogBytes / 1024:N0} KiB of audio wait on the bot's disk to be stored.");
        if (facts.DeadText > 0) lines.Add($"⚠️ {Count(facts.DeadText, "piece")} of audio got no text. The audio is kept; \"Retry\" asks the engine again.");
        lines.AddRange(facts.Trouble.Select(sentence => $"⚠️ {sentence}"));
        lines.Add($"-# Meeting {facts.Meeting}");
        return string.Join('\n', lines);
    }

    public static IReadOnlyList<Button> Buttons(StatusFacts facts, Uri? page)
    {
        var buttons = new List<Button>();
        if (facts.EndReason is null && facts.Phase is VoicePhase.Recording or VoicePhase.Paused) buttons.Add(new Button("Stop", StopButton + facts.Meeting, IsDanger: true));
        if (page is not null) buttons.Add(new Button("Live page", Url: page));
        if (facts.DeadText > 0) buttons.Add(new Button("Retry", RetryButton + facts.Meeting));
        return buttons;
    }

    /// <summary>Text of a user or of Discord in a message of ours: on one line, without markup and without mentions.</summary>
    public static string Plain(string text) => Domain.Notes.MarkdownText.Escape(text).Replace("@", "@\u200b", StringComparison.Ordinal);

    private static string Sign(StatusFacts facts) => facts switch
    {
        { EndReason: not null } => "⏹️",
        { Phase: VoicePhase.Paused } => "⏸️",
        { IsReceived: false } => "⚠️",
        _ => "🔴",
    };

    private static string Phase(StatusFacts facts) => facts switch
    {
        { EndReason: { } reason } => $"ended: {Plain(reason)}",
        { Phase: VoicePhase.Paused } => "paused: nothing is kept",
        { Phase: VoicePhase.Stopping } => "stopping",
        { IsReceived: false } => "**not connected**; nothing is recorded until it is",
        _ => "recording",
    };

    private static string Heard(StatusFacts facts) => facts.Speakers.Count switch
    {
        0 => "Nobody was heard yet.",
        <= SpeakersShown => $"Heard: {Names(facts.Speakers)}.",
        var count => $"Heard: {Names(facts.Speakers.Take(SpeakersShown))} and {count - SpeakersShown} more.",
    };

    private static string Names(IEnumerable<ulong> users) => string.Join(", ", users.Select(user => $"<@{user}>"));

    private static string Count(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
