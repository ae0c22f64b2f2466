using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;
using Chronote.Grains.Meetings;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>What a recording is asked for with, by a command, a program, or somebody who joins a channel.</summary>
/// <param name="TextChannel">Where it was asked for; null: nowhere in particular.</param>
/// <param name="By">0 for a program.</param>
/// <param name="People">Who is in the channel now, bots left out.</param>
internal sealed record StartWish(ulong Guild, ulong Channel, ulong? TextChannel, ulong By, bool IsAutomatic, IReadOnlyList<ulong> People)
{
    /// <summary>Null: the guild's own.</summary>
    public TenantId? Tenant { get; init; }

    public string? Title { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What a program gave beside it; its names and rules are the edge's.</summary>
    public CreateMeeting? Asked { get; init; }
}

/// <param name="Why">A stable word for logs and programs; null when it began.</param>
/// <param name="Sentence">For people.</param>
internal sealed record StartAnswer(MeetingId Meeting, ulong TextChannel, string? Why, string Sentence)
{
    public MeetingAnswer? Created { get; init; }

    public static StartAnswer No(string why, string sentence) => new(default, 0, why, sentence);
}

/// <summary>
/// Begins a recording: checks what can be checked, reserves the guild's session, announces, makes the meeting, and only then lets it be received. A crash
/// in between is noticed by the guild's grain, which gives the session up.
/// </summary>
internal sealed partial class RecordingStart(
    IDiscordLine line, BotIdentityCache identity, IGrainFactory grains, SiloSettings settings, DataWays ways, TimeProvider time, IRandomness randomness, ILogger<RecordingStart> log)
{
    private const int MissingAccess = 50001;

    /// <summary>What Discord calls a channel that is not there.</summary>
    private const int UnknownChannel = 10003;

    public async Task<StartAnswer> Begin(StartWish wish, CancellationToken cancel)
    {
        var answer = await Try(wish, cancel);
        if (answer.Why is { } why) LogRefused(log, wish.Guild, wish.Channel, why);
        else LogBegan(log, wish.Guild, wish.Channel, answer.Meeting);
        return answer;
    }

    private async Task<StartAnswer> Try(StartWish wish, CancellationToken cancel)
    {
        if (!settings.Discord.Allows(wish.Guild)) return StartAnswer.No("guild_not_allowed", "Whoever runs this bot has not allowed it to record on this server (CHRONOTE_Discord__Guilds).");
        var guild = grains.GetGrain<IGuildGrain>(wish.Guild.ToString(CultureInfo.InvariantCulture));
        var state = await guild.Look();
        if (state.Session is { } running) return StartAnswer.No("already_recording", $"<#{running.Channel}> is being recorded already. Stop that recording first.");
        if (await identity.Get(cancel) is not { } bot) return Unreachable("it did not say who the bot is");

        var (voice, noVoice) = await Channel(wish.Guild, wish.Channel, cancel);
        if (voice is null) return noVoice!;
        if (!voice.IsVoice) return StartAnswer.No("not_a_voice_channel", $"{StatusText.Plain(voice.Name)} is not a voice channel.");
        var text = state.Settings.TextChannel ?? wish.TextChannel ?? wish.Channel;
        if (await Missing(wish, text, cancel) is { } missing) return missing;

        var meeting = MeetingId.At(time.GetUtcNow(), randomness.Next());
        var tenant = wish.Tenant ?? Guild.TenantOf(wish.Guild);
        var reserved = await guild.Do(new GuildCommand.Start(meeting, tenant, wish.Channel, text, wish.By, wish.IsAutomatic));
        if (reserved.Refused is { } refused) return StartAnswer.No(Code(refused.Code), refused.Detail);
        try
        {
            return await Announce(wish, guild, state.Settings, meeting, tenant, text, voice.Name, bot, cancel);
        }
        catch (Exception failure)
        {
            LogFailed(log, wish.Guild, failure);
            await guild.Do(new GuildCommand.GiveUp(meeting, "it could not be started"));
            return StartAnswer.No("not_started", "Something went wrong on our side; nothing is recorded. Try again.");
        }
    }

    private async Task<StartAnswer> Announce(
        StartWish wish, IGuildGrain guild, GuildSettings chosen, MeetingId meeting, TenantId tenant, ulong text, string channelName, BotIdentity bot, CancellationToken cancel)
    {
        var name = wish.Title ?? wish.Asked?.Name ?? $"{channelName}, {time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}";
        var words = Announcement.Words(bot.Name, wish.Channel, wish.By, wish.IsAutomatic, ways);
        var sent = await line.Rest.SendMessage(new Snowflake(text), new OutgoingMessage($"🔴 **{StatusText.Plain(name)}** · recording begins now\n{words}"), cancel);
        if (sent is not RestAnswer<Snowflake>.Ok posted)
        {
            await guild.Do(new GuildCommand.GiveUp(meeting, "it could not be announced"));
            return StartAnswer.No("cannot_announce", $"I could not announce the recording in <#{text}> ({Why(sent)}), so I do not record. Choose another channel with `/settings text-channel`.");
        }
        var answer = await grains.GetGrain<IMeetingGrain>(meeting.Value).Create(Create(wish, chosen, tenant, name));
        if (answer.Refused is not null || answer.KeyTakenBy is not null)
        {
            await guild.Do(new GuildCommand.GiveUp(meeting, "the meeting could not be made"));
            await line.Rest.EditMessage(new Snowflake(text), posted.Value, new OutgoingMessage("This recording did not begin."), cancel);
            return StartAnswer.No("not_started", answer.Refused?.Detail ?? "It was asked for before.") with { Created = answer };
        }
        var live = await guild.Do(new GuildCommand.Announced(meeting, posted.Value.Value, words, wish.People));
        return live.Refused is { } refused ? StartAnswer.No(Code(refused.Code), refused.Detail) : new StartAnswer(meeting, text, null, $"Recording <#{wish.Channel}>. It is announced in <#{text}>.");
    }

    private static CreateMeeting Create(StartWish wish, GuildSettings chosen, TenantId tenant, string name) => new(
        tenant.Value, name.Length > Limits.NameCharactersMax ? name[..Limits.NameCharactersMax] : name, $"https://discord.com/channels/{wish.Guild}/{wish.Channel}",
        wish.Asked?.Metadata ?? (wish.Tags.Count == 0 ? null : JsonSerializer.Serialize(new TaggedMetadata(wish.Tags), DiscordJson.Default.TaggedMetadata)),
        wish.Asked?.Language ?? chosen.Language, wish.Asked?.CreatedBy ?? "discord", wish.Asked?.IdempotencyKey, wish.Asked?.BodyDigest ?? SHA256.HashData([]), [])
    {
        Vocabulary = chosen.Vocabulary.Count == 0 ? null : chosen.Vocabulary,
    };

    private async Task<(ChannelFacts? Facts, StartAnswer? No)> Channel(ulong guild, ulong channel, CancellationToken cancel) =>
        await line.Rest.Channel(new Snowflake(channel), cancel) switch
        {
            RestAnswer<ChannelFacts>.Ok ok when ok.Value.Guild?.Value == guild => (ok.Value, null),
            RestAnswer<ChannelFacts>.Ok => (null, StartAnswer.No("not_in_guild", "That channel is not on this server.")),
            RestAnswer<ChannelFacts>.Refused { Code: MissingAccess } =>
                (null, StartAnswer.No("missing_permission", $"I may not see <#{channel}>. I need View Channel there, and to be on that server.")),
            RestAnswer<ChannelFacts>.Refused { Code: UnknownChannel } or RestAnswer<ChannelFacts>.Refused { Status: 403 or 404 } =>
                (null, StartAnswer.No("not_in_guild", "There is no such channel, or I am not on its server.")),
            var other => (null, Unreachable(Why(other))),
        };

    private async Task<StartAnswer?> Missing(StartWish wish, ulong text, CancellationToken cancel)
    {
        var inVoice = await line.Rest.PermissionsIn(new Snowflake(wish.Guild), new Snowflake(wish.Channel), cancel);
        if (inVoice is not RestAnswer<ulong>.Ok voice) return Unreachable(Why(inVoice));
        var missing = BotPermissions.MissingInVoice(voice.Value);
        if (missing.Count > 0) return StartAnswer.No("missing_permission", $"I lack {string.Join(", ", missing)} in <#{wish.Channel}>.");
        var inText = await line.Rest.PermissionsIn(new Snowflake(wish.Guild), new Snowflake(text), cancel);
        if (inText is not RestAnswer<ulong>.Ok written) return Unreachable(Why(inText));
        missing = BotPermissions.MissingInText(written.Value);
        return missing.Count == 0 ? null
            : StartAnswer.No("missing_permission", $"I lack {string.Join(", ", missing)} in <#{text}>, where the recording must be announced.");
    }

    private static StartAnswer Unreachable(string why) => StartAnswer.No("discord_unreachable", $"Discord did not answer as it should ({why}). Nothing is recorded. Try again.");

    internal static string Why<T>(RestAnswer<T> answer) => answer switch
    {
        RestAnswer<T>.Refused refused => $"Discord says: {refused.Message}",
        RestAnswer<T>.Unknown unknown => unknown.Cause,
        _ => "it worked",
    };

    private static string Code(RefusalCode code) => Gateway.Problems.ProblemCatalogue.Of(code).Code;
}
