using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Commands;

/// <summary><c>/notes</c> and <c>/transcript</c>: for those who took part and those who manage the server, and for nobody else.</summary>
internal sealed partial class MeetingDesk(SessionTools tools, ILogger<MeetingDesk> log)
{
    public async Task<OutgoingMessage> Answer(Interaction asked)
    {
        MeetingId? id = null;
        if (Options.Text(asked, "meeting") is { } text)
        {
            if (!MeetingId.TryParse(text.ToUpperInvariant(), out var named)) return No(asked, "invalid", "A meeting's id has 16 letters and digits; it stands under its status message.");
            id = named;
        }
        var guild = asked.Guild.Value;
        if (await tools.Guilds.Meeting(guild, id) is not { } recorded)
            return No(asked, "unknown_meeting", id is null ? "Nothing was recorded on this server yet." : "There is no such meeting on this server.");
        // A stranger hears the same as of a meeting that is not there.
        if (!BotPermissions.Manages(asked.Permissions) && !await tools.Guilds.TookPart(recorded.Meeting, asked.Member.User.Value))
            return No(asked, "not_permitted", "Notes and transcripts are for people who took part in the meeting, and for members with Manage Server. Name another meeting, or ask one of them.");
        if (await tools.Meetings.Meeting(recorded.Tenant, recorded.Meeting) is not { Phase: not MeetingPhase.Deleted } meeting)
            return No(asked, "deleted", "The meeting was deleted.");
        var page = tools.Links.To(meeting.Id);
        var head = $"**{StatusText.Plain(meeting.Name ?? meeting.Id.Value)}** · <t:{recorded.StartedAt.ToUnixTimeSeconds()}:f>";
        if (asked.Command == "notes")
        {
            var notes = await tools.Texts.Notes(meeting);
            return notes is null ? new OutgoingMessage($"{head}\nThe notes are written when the meeting has ended and its text is there.") : HandedOver.Message(head, notes, null, page);
        }
        return await tools.Texts.Transcript(meeting, HandedOver.AttachmentBytesMax) is { } transcript
            ? new OutgoingMessage(transcript.IsWhole ? head : $"{head}\nIt is longer than Discord takes; this is its beginning.")
            {
                Attachments = [new Attachment("transcript.md", "text/markdown", transcript.Body)],
            }
            : new OutgoingMessage($"{head}\nThere is no text{(tools.Ways.Text is null ? ": this bot records without transcribing" : " yet")}.");
    }

    private OutgoingMessage No(Interaction asked, string code, string sentence)
    {
        LogRefused(log, asked.Guild.Value, asked.Command, code);
        return new OutgoingMessage(sentence);
    }
}
