using System.Globalization;
using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>
/// Ends what a session began in public: gives the nickname back, shows on the status message that it is over, and posts the notes once they are written.
/// Told twice at most: a crash between posting and remembering it posts again.
/// </summary>
internal sealed partial class EndedTelling(SessionTools tools)
{
    /// <summary>A meeting that completed without notes is waited for this long: no text, or a writer that fails.</summary>
    private static readonly TimeSpan NotesMax = TimeSpan.FromMinutes(2);

    /// <summary>Then nobody waits for it any more.</summary>
    private static readonly TimeSpan TellMax = TimeSpan.FromHours(24);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    private readonly Dictionary<MeetingId, long> _triedAt = [];
    private readonly HashSet<MeetingId> _nicknamed = [];

    public async Task Tell(VoiceSessionRow row, CancellationToken cancel)
    {
        if (_triedAt.TryGetValue(row.Meeting, out var at) && tools.Time.GetElapsedTime(at) < AgainAfter) return;
        var grain = tools.Grains.GetGrain<IGuildGrain>(row.Guild.ToString(CultureInfo.InvariantCulture));
        var state = await grain.Look();
        if (state.Ended.FirstOrDefault(ended => ended.Session.Meeting == row.Meeting) is not { IsClosed: true } over) return;
        if (!await GiveNicknameBack(row, state, over, cancel) || !await Post(over, cancel))
        {
            if (over.EndedAt + TellMax > tools.Time.GetUtcNow()) return;
            LogGivenUp(tools.Log, row.Guild, row.Meeting);
        }
        await grain.Do(new GuildCommand.Told(row.Meeting));
        _triedAt.Remove(row.Meeting);
        _nicknamed.Remove(row.Meeting);
    }

    private async Task<bool> GiveNicknameBack(VoiceSessionRow row, GuildState state, EndedSession over, CancellationToken cancel)
    {
        // The next session has it now, and gives it back.
        if (!over.Session.IsRenamed || state.Session is not null || _nicknamed.Contains(row.Meeting)) return true;
        var answer = await tools.Rest.SetNickname(new Snowflake(row.Guild), over.Session.NicknameBefore, cancel);
        if (answer is RestAnswer<Nothing>.Unknown) return Later(row.Meeting);
        if (answer is RestAnswer<Nothing>.Refused) LogRefused(tools.Log, row.Guild, row.Meeting, "nickname", RecordingStart.Why(answer));
        return _nicknamed.Add(row.Meeting) || true;
    }

    /// <returns>False: not yet.</returns>
    private async Task<bool> Post(EndedSession over, CancellationToken cancel)
    {
        var session = over.Session;
        var meeting = await tools.Meetings.Meeting(session.Tenant, session.Meeting);
        switch (meeting?.Phase)
        {
            case null or MeetingPhase.Deleted or MeetingPhase.Cancelled:
                return await Close(over, "The meeting was deleted.", cancel);
            case MeetingPhase.Failed:
                return await Close(over, "Nothing was recorded: nobody was heard.", cancel);
            case MeetingPhase.Completed:
                var text = await tools.Texts.Notes(meeting);
                if (text is null && tools.Ways.Text is not null && meeting.CompletedAt + NotesMax > tools.Time.GetUtcNow()) return Later(session.Meeting);
                return await PostNotes(over, meeting, text, cancel) && await Close(over, null, cancel);
            default:
                return await ShowEnd(over, null, cancel) && Later(session.Meeting);
        }
    }

    private async Task<bool> PostNotes(EndedSession over, MeetingRow meeting, string? notes, CancellationToken cancel)
    {
        var lag = await tools.Meetings.Lag(meeting.Id, tools.Time.GetUtcNow());
        var head = $"📝 **{StatusText.Plain(meeting.Name ?? meeting.Id.Value)}** has ended ({StatusText.Plain(over.Reason)})."
            + (lag.PendingText + lag.Dead > 0 ? $" {lag.PendingText + lag.Dead} pieces of audio have no text yet; `/notes` shows what comes later." : "");
        var page = tools.Links.To(meeting.Id);
        var transcript = page is null ? await tools.Texts.Transcript(meeting, HandedOver.AttachmentBytesMax) : null;
        var posted = await tools.Rest.SendMessage(new Snowflake(over.Session.TextChannel), HandedOver.Message(head, notes, transcript, page), cancel);
        if (posted is RestAnswer<Snowflake>.Unknown) return Later(meeting.Id);
        if (posted is RestAnswer<Snowflake>.Refused) LogRefused(tools.Log, 0, meeting.Id, "notes", RecordingStart.Why(posted));
        return true;
    }

    private async Task<bool> Close(EndedSession over, string? instead, CancellationToken cancel) => await ShowEnd(over, instead, cancel) || Later(over.Session.Meeting);

    private async Task<bool> ShowEnd(EndedSession over, string? instead, CancellationToken cancel)
    {
        var session = over.Session;
        if (session.StatusMessage is not { } message) return true;
        var facts = await new SessionStatus(tools, 0, session.Meeting, session.Tenant).Facts(session, false, 0, 0, await Speakers(session), instead is null ? [] : [instead]);
        facts = facts with { EndReason = over.Reason };
        var answer = await tools.Rest.EditMessage(
            new Snowflake(session.TextChannel), new Snowflake(message),
            new OutgoingMessage(SessionStatus.Cut(StatusText.Write(facts))) { Buttons = StatusText.Buttons(facts, tools.Links.To(session.Meeting)) }, cancel);
        return answer is not RestAnswer<Nothing>.Unknown;
    }

    private async Task<IReadOnlyList<ulong>> Speakers(VoiceSession session) =>
    [
        .. (await tools.Meetings.Tracks(session.Meeting)).Where(track => track.ChunkCount > 0)
            .Select(track => ulong.TryParse(track.Key.Track.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var user) ? user : 0).Where(user => user > 0),
    ];

    private bool Later(MeetingId meeting)
    {
        _triedAt[meeting] = tools.Time.GetTimestamp();
        return false;
    }
}
