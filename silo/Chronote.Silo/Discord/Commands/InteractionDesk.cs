using System.Globalization;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Commands;

/// <summary>Answers slash commands and buttons. Everything answered is seen by the asker alone; what concerns the others stands in the status message.</summary>
internal sealed partial class InteractionDesk(
    SessionTools tools, SessionRound round, RecordingStart start, MeetingDesk meetings, SettingsDesk settings, ITranscriptionQueue queue, ILogger<InteractionDesk> log)
{
    public async Task Answer(Interaction interaction, IVoicePresence presence, CancellationToken cancel)
    {
        // Discord wants to hear something within three seconds; what takes longer follows.
        if (await tools.Rest.Respond(interaction, new InteractionReply.Deferred(Ephemeral: true), cancel) is not RestAnswer<Nothing>.Ok) return;
        OutgoingMessage answer;
        try
        {
            answer = await Decide(interaction, presence, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(log, interaction.Guild.Value, interaction.Command, failure);
            answer = new OutgoingMessage("Something went wrong on our side. Try again; if it stays, tell whoever runs the bot.");
        }
        await tools.Rest.EditResponse(interaction, answer, cancel);
    }

    private async Task<OutgoingMessage> Decide(Interaction asked, IVoicePresence presence, CancellationToken cancel)
    {
        var guild = asked.Guild.Value;
        if (guild == 0) return No(asked, "direct_message", "I work on servers only. Use this command in a channel of one.");
        if (!tools.Settings.Discord.Allows(guild)) return No(asked, "guild_not_allowed", "Whoever runs this bot has not allowed it to record on this server (CHRONOTE_Discord__Guilds).");
        return asked.Command switch
        {
            "record start" => await Start(asked, presence, cancel),
            "record stop" => await Stop(asked, presence, null),
            "record status" => await Status(asked),
            "record pause" => await Change(asked, presence, by => new GuildCommand.Pause(by), "Paused: nothing is kept until `/record resume`."),
            "record resume" => await Change(asked, presence, by => new GuildCommand.Resume(by), "Recording goes on."),
            "notes" or "transcript" => await meetings.Answer(asked),
            "privacy opt-out" => await OptOut(asked),
            "privacy opt-in" => await OptIn(asked),
            "privacy delete-me" => await DeleteMe(asked),
            _ when asked.Command.StartsWith("settings ", StringComparison.Ordinal) => await settings.Answer(asked),
            _ when Button(asked, StatusText.StopButton) is { } meeting => await Stop(asked, presence, meeting),
            _ when Button(asked, StatusText.RetryButton) is { } meeting => await Retry(asked, presence, meeting),
            _ => No(asked, "unknown_command", "I don't know this command. It may be one of an older version; try again in some minutes."),
        };
    }

    private async Task<OutgoingMessage> Start(Interaction asked, IVoicePresence presence, CancellationToken cancel)
    {
        var own = presence.ChannelOf(asked.Guild, asked.Member.User)?.Value;
        if ((Options.Id(asked, "channel") ?? own) is not { } voice) return No(asked, "not_in_a_channel", "Join a voice channel first.");
        // Nobody has a call recorded that they don't take part in, and may not even be allowed to see.
        if (voice != own && !BotPermissions.Manages(asked.Permissions)) return No(asked, "not_permitted", "Join that channel first; only members with Manage Server may name another one.");
        var people = presence.In(asked.Guild, new Snowflake(voice)).Where(member => !member.IsBot).Select(member => member.User.Value).ToList();
        var answer = await start.Begin(new StartWish(asked.Guild.Value, voice, asked.Channel.Value, asked.Member.User.Value, IsAutomatic: false, people)
        {
            Title = Options.Text(asked, "title"),
            Tags = Options.List(asked, "tags"),
        }, cancel);
        return new OutgoingMessage(answer.Sentence);
    }

    private async Task<OutgoingMessage> Stop(Interaction asked, IVoicePresence presence, MeetingId? meeting)
    {
        var state = await Grain(asked).Look();
        if (state.Session is not { } session || (meeting is { } named && named != session.Meeting)) return No(asked, "nothing_recorded", "Nothing is being recorded on this server.");
        var by = await By(asked, presence, session);
        var answer = await Grain(asked).Do(new GuildCommand.Stop(session.Meeting, by, $"{asked.Member.Name} stopped it"));
        return answer.Refused is { } refused ? No(asked, refused) : new OutgoingMessage($"Stopping. Notes are posted in <#{session.TextChannel}> when they are written.");
    }

    private async Task<OutgoingMessage> Change(Interaction asked, IVoicePresence presence, Func<Asker, GuildCommand> command, string done)
    {
        var state = await Grain(asked).Look();
        if (state.Session is not { } session) return No(asked, "nothing_recorded", "Nothing is being recorded on this server.");
        var answer = await Grain(asked).Do(command(await By(asked, presence, session)));
        return answer.Refused is { } refused ? No(asked, refused) : new OutgoingMessage(done);
    }

    private async Task<OutgoingMessage> Status(Interaction asked)
    {
        var state = await Grain(asked).Look();
        if (state.Session is not { } session)
            return new OutgoingMessage(state.Ended is [.., var last]
                ? $"Nothing is being recorded. The last recording ended ({StatusText.Plain(last.Reason)}); its notes are on their way."
                : "Nothing is being recorded on this server.");
        var live = round.Of(asked.Guild.Value);
        var facts = live?.Facts ?? await new SessionStatus(tools, asked.Guild.Value, session.Meeting, session.Tenant).Facts(
            session, session.HasReceiverAt(tools.Time.GetUtcNow()), 0, 0, [], live is null ? ["This server does not receive the call itself; speakers are not known to it."] : []);
        return new OutgoingMessage(SessionStatus.Cut(StatusText.Write(facts)));
    }

    private async Task<OutgoingMessage> Retry(Interaction asked, IVoicePresence presence, MeetingId meeting)
    {
        if (await tools.Guilds.Meeting(asked.Guild.Value, meeting) is null) return No(asked, "unknown_meeting", "There is no such meeting any more.");
        if (!BotPermissions.Manages(asked.Permissions) && !await tools.Guilds.TookPart(meeting, asked.Member.User.Value))
            return No(asked, "not_permitted", "Only people who took part, and members with Manage Server, may do that.");
        var retried = await queue.Retry(meeting, tools.Time.GetUtcNow());
        return new OutgoingMessage(retried == 0 ? "Nothing was given up; there is nothing to retry." : $"The engine is asked again for {retried} pieces of audio.");
    }

    // Whoever opts out is left out before anybody is told that they are.
    private async Task<OutgoingMessage> OptOut(Interaction asked)
    {
        round.LeaveOut(asked.Guild.Value, asked.Member.User.Value);
        var answer = await Grain(asked).Do(new GuildCommand.OptOut(asked.Member.User.Value));
        return answer.Refused is { } refused ? No(asked, refused)
            : new OutgoingMessage("From now on nothing you say on this server is kept, until you say `/privacy opt-in`. What was recorded before stays; `/privacy delete-me` deletes it.");
    }

    private async Task<OutgoingMessage> OptIn(Interaction asked)
    {
        var answer = await Grain(asked).Do(new GuildCommand.OptIn(asked.Member.User.Value));
        return answer.Refused is { } refused ? No(asked, refused) : new OutgoingMessage("You may be recorded on this server again, from now on.");
    }

    private async Task<OutgoingMessage> DeleteMe(Interaction asked)
    {
        round.LeaveOut(asked.Guild.Value, asked.Member.User.Value);
        var answer = await Grain(asked).Do(new GuildCommand.Erase(asked.Member.User.Value));
        return answer.Refused is { } refused ? No(asked, refused) : new OutgoingMessage(
            "Your audio, its text and your name are being deleted from every meeting recorded on this server so far; notes are written again without them. It takes some minutes, and "
            + "goes on by itself if it is interrupted. What others said about you stays. For recordings to come, use `/privacy opt-out`.");
    }

    private async Task<Asker> By(Interaction asked, IVoicePresence presence, VoiceSession session)
    {
        var user = asked.Member.User;
        var takesPart = presence.ChannelOf(asked.Guild, user)?.Value == session.Channel || await tools.Guilds.TookPart(session.Meeting, user.Value);
        return new Asker(user.Value, BotPermissions.Manages(asked.Permissions), takesPart);
    }

    private IGuildGrain Grain(Interaction asked) => tools.Grains.GetGrain<IGuildGrain>(asked.Guild.Value.ToString(CultureInfo.InvariantCulture));

    private static MeetingId? Button(Interaction asked, string prefix) =>
        asked.Kind == InteractionKind.Button && asked.Command.StartsWith(prefix, StringComparison.Ordinal) && MeetingId.TryParse(asked.Command[prefix.Length..], out var meeting) ? meeting : null;

    private OutgoingMessage No(Interaction asked, Refusal refused) => No(asked, Gateway.Problems.ProblemCatalogue.Of(refused.Code).Code, refused.Detail);

    private OutgoingMessage No(Interaction asked, string code, string sentence)
    {
        LogRefused(log, asked.Guild.Value, asked.Command, code);
        return new OutgoingMessage(sentence);
    }
}
