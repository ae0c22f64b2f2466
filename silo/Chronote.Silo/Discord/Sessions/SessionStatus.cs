using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>The status message of one session: edited when something changed, and never more often than it may.</summary>
internal sealed class SessionStatus(SessionTools tools, ulong guild, MeetingId meeting, TenantId tenant)
{
    /// <summary>Discord takes five edits in five seconds of a channel; other messages want to get through, too.</summary>
    private static readonly TimeSpan EditEvery = TimeSpan.FromSeconds(5);

    /// <summary>Figures that move all the time are shown this often.</summary>
    private static readonly TimeSpan FiguresEvery = TimeSpan.FromSeconds(15);

    private string? _shown;
    private (VoicePhase, bool, int, int, int, int)? _shownFacts;
    private long? _editedAt;

    /// <summary>As shown last, for whoever asks.</summary>
    public StatusFacts? Last { get; private set; }

    public async Task Show(
        VoiceSession session, bool isReceived, int people, int optedOut, IReadOnlyList<ulong> speakers, IReadOnlyList<string> trouble, long backlogBytes,
        CancellationToken cancel)
    {
        Last = (await Facts(session, isReceived, people, optedOut, speakers, trouble)) with { BacklogBytes = backlogBytes };
        if (session.StatusMessage is not { } message || await tools.Identity.Get(cancel) is not { } bot) return;
        var key = (session.Phase, isReceived, people, optedOut, speakers.Count, trouble.Count);
        var since = _editedAt is { } at ? tools.Time.GetElapsedTime(at) : TimeSpan.MaxValue;
        if (since < (key == _shownFacts ? FiguresEvery : EditEvery)) return;
        var text = $"{StatusText.Write(Last)}\n\n{Announcement.Words(bot.Name, session.Channel, session.StartedBy, session.IsAutomatic, tools.Ways)}";
        (_shownFacts, _editedAt) = (key, tools.Time.GetTimestamp());
        if (text == _shown) return;
        var edited = await tools.Rest.EditMessage(
            new Snowflake(session.TextChannel), new Snowflake(message), new OutgoingMessage(Cut(text)) { Buttons = StatusText.Buttons(Last, tools.Links.To(meeting)) }, cancel);
        if (edited is RestAnswer<Nothing>.Ok) _shown = text;
    }

    public async Task<StatusFacts> Facts(
        VoiceSession session, bool isReceived, int people, int optedOut, IReadOnlyList<ulong> speakers, IReadOnlyList<string> trouble)
    {
        var lag = await tools.Meetings.Lag(meeting, tools.Time.GetUtcNow());
        var row = await tools.Meetings.Meeting(tenant, meeting);
        int? seconds = tools.Ways.Text is null ? null : lag.OldestPendingStoredAt is { } oldest ? (int)Math.Max(0, (tools.Time.GetUtcNow() - oldest).TotalSeconds) : 0;
        return new StatusFacts(
            meeting, row?.Name ?? $"Guild {guild}", session.Phase, isReceived, session.StartedAt, people, optedOut, speakers, trouble, seconds, lag.PendingText, lag.Dead);
    }

    internal static string Cut(string text) => text.Length <= Announcement.MessageCharactersMax ? text : text[..(Announcement.MessageCharactersMax - 1)] + "…";
}
