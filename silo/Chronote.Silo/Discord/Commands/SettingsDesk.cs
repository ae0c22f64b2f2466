using System.Globalization;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Grains.Guilds;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Commands;

/// <summary><c>/settings</c>. What nothing acts on yet is refused in words, never accepted and ignored.</summary>
internal sealed partial class SettingsDesk(SessionTools tools, ILogger<SettingsDesk> log)
{
    public async Task<OutgoingMessage> Answer(Interaction asked)
    {
        var (change, refused) = Read(asked);
        if (refused is { } why) return No(asked, why.Code, why.Sentence);
        var grain = tools.Grains.GetGrain<IGuildGrain>(asked.Guild.Value.ToString(CultureInfo.InvariantCulture));
        var by = new Asker(asked.Member.User.Value, BotPermissions.Manages(asked.Permissions), TakesPart: false);
        if (!by.ManagesGuild) return No(asked, "not_permitted", "Only members with Manage Server may see and change settings.");
        if (change is null) return new OutgoingMessage(Show((await grain.Look()).Settings));
        var answer = await grain.Do(new GuildCommand.Configure(by, change));
        return answer.Refused is { } no ? No(asked, Gateway.Problems.ProblemCatalogue.Of(no.Code).Code, no.Detail) : new OutgoingMessage("Changed.\n" + Show(answer.Guild.Settings));
    }

    /// <summary>What a command changes; null for <c>show</c>.</summary>
    internal static (SettingsChange? Change, (string Code, string Sentence)? Refused) Read(Interaction asked)
    {
        switch (asked.Command)
        {
            case "settings show":
                return (null, null);
            case "settings auto-record":
                var on = Options.Flag(asked, "on") ?? true;
                return (Options.Id(asked, "channel") is { } channel
                    ? new SettingsChange { AutoRecordChannel = channel, AutoRecordOn = on }
                    : new SettingsChange { AutoRecordAll = on }, null);
            case "settings text-channel":
                return Options.Id(asked, "channel") is { } text ? (new SettingsChange { TextChannel = text }, null) : Invalid("Name a text channel.");
            case "settings language":
                var tag = Options.Text(asked, "tag") ?? "";
                return tag.Length is >= 2 and <= 16 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                    ? (new SettingsChange { Language = tag }, null)
                    : Invalid("A language is a tag such as en or pt-BR, or auto.");
            case "settings vocabulary":
                var words = Options.List(asked, "words");
                if (words is ["none"]) return (new SettingsChange { Vocabulary = [] }, null);
                if (words.Count is 0 or > Limits.VocabularyWordsMax || words.Any(word => word.Length > Limits.VocabularyWordCharactersMax || word.Any(char.IsControl)))
                    return Invalid($"Name 1 to {Limits.VocabularyWordsMax} words of at most {Limits.VocabularyWordCharactersMax} characters, divided by commas.");
                return (new SettingsChange { Vocabulary = words }, null);
            case "settings who-may-stop":
                return Options.Text(asked, "who") switch
                {
                    "participants" => (new SettingsChange { MayStop = MayStop.Participants }, null),
                    "starter" => (new SettingsChange { MayStop = MayStop.Starter }, null),
                    "managers" => (new SettingsChange { MayStop = MayStop.Managers }, null),
                    _ => Invalid("Choose participants, starter or managers."),
                };
            case "settings retention":
                return (null, ("not_available", "This version keeps recordings until they are deleted; a time limit would be accepted and ignored, so it is not accepted."));
            case "settings promotion":
                return (null, ("not_available", "This version has one kind of storage; there is no strategy to choose, so none is accepted."));
            default:
                return (null, ("unknown_command", "I don't know this setting."));
        }
    }

    internal string Show(GuildSettings settings) =>
        $"""
        Records by itself: {Auto(settings)}
        Announcements and notes: {(settings.TextChannel is { } text ? $"<#{text}>" : "where the recording was asked for")}
        Language: {settings.Language ?? "the engine decides"}
        Words to expect: {Vocabulary(settings)}
        May stop and pause: {Who(settings.MayStop)}
        Kept: until deleted
        {(tools.Settings.PublicUrl is { Length: > 0 } url ? $"Links lead to {url}" : HandedOver.HowToGetLinks)}
        """;

    private static string Vocabulary(GuildSettings settings)
    {
        const int charactersMax = 900;
        var words = StatusText.Plain(string.Join(", ", settings.Vocabulary));
        return words.Length == 0 ? "none" : words.Length > charactersMax ? words[..charactersMax] + "…" : words;
    }

    private static string Auto(GuildSettings settings) => settings switch
    {
        { AutoRecordAll: true } => "every voice channel that somebody joins",
        { AutoRecordChannels.Count: > 0 } => string.Join(", ", settings.AutoRecordChannels.Take(20).Select(channel => $"<#{channel}>")),
        _ => "nothing",
    };

    private static string Who(MayStop may) => may switch
    {
        MayStop.Starter => "whoever started it, and Manage Server",
        MayStop.Managers => "Manage Server alone",
        _ => "everybody who takes part, whoever started it, and Manage Server",
    };

    private static (SettingsChange?, (string, string)?) Invalid(string sentence) => (null, ("invalid", sentence));

    private OutgoingMessage No(Interaction asked, string code, string sentence)
    {
        LogRefused(log, asked.Guild.Value, asked.Command, code);
        return new OutgoingMessage(sentence);
    }
}
