using System.Text;
using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Engines;
using Chronote.Engines.Notes;
using Chronote.Engines.Notes.Chat;
using Chronote.Engines.OpenAi;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>What people are told, and whether it is true.</summary>
public sealed class WordsTests
{
    private static readonly MeetingId Meeting = MeetingId.At(DateTimeOffset.UnixEpoch, 1);

    [Theory]
    [InlineData("none", null, "extractive", null, "It is not transcribed", "not leave")]
    [InlineData("pocketsphinx", null, "extractive", null, "transcribed on the machine that runs the bot; the audio does not leave it", "sent to")]
    [InlineData("openai", "http://127.0.0.1:8081/v1", "extractive", null, "transcribed on the machine that runs the bot; the audio does not leave it", "sent to")]
    [InlineData("openai", "https://api.openai.com/v1", "extractive", null, "**The audio is sent to api.openai.com**", "does not leave")]
    [InlineData("OpenAI", "https://speech.example.org/v1", "chat", "https://llm.example.org/v1", "**The text is sent to llm.example.org**", "Notes are written on the machine")]
    [InlineData("command", null, "chat", "http://localhost:9/v1", "Notes are written on the machine that runs the bot", "sent to")]
    public void An_announcement_says_where_audio_and_text_go(string engine, string? speech, string writer, string? chat, string said, string notSaid)
    {
        var settings = new SiloSettings
        {
            Transcription = new EngineOptions { Engine = engine, OpenAI = new OpenAiOptions { BaseUrl = speech ?? "https://api.openai.com/v1" } },
            Notes = new NotesOptions { Writer = writer, OpenAI = new ChatOptions { BaseUrl = chat ?? "https://api.openai.com/v1" } },
        };
        var words = Announcement.Words("Scribe", 5, 6, isAutomatic: false, DataWays.Of(settings, transcribes: engine != "none"));
        words.ShouldContain(said);
        words.ShouldNotContain(notSaid);
        words.ShouldContain("/privacy opt-out");
        words.Length.ShouldBeLessThan(1_200, "the status stands above it");
    }

    [Fact]
    public void A_name_of_a_meeting_can_be_no_markup_and_call_nobody() =>
        StatusText.Plain("**hi** @everyone <@1> `x`\n# big").ShouldSatisfyAllConditions(
            text => text.ShouldNotContain("@everyone"), text => text.ShouldNotContain("<@1>"), text => text.ShouldNotContain("\n"), text => text.ShouldStartWith("\\*\\*hi"));

    [Fact]
    public void The_longest_status_and_announcement_fit_a_message()
    {
        var facts = new StatusFacts(
            Meeting, new string('W', Limits.NameCharactersMax), VoicePhase.Recording, true, DateTimeOffset.UnixEpoch, 99, 9, [.. Enumerable.Range(0, 60).Select(each => ulong.MaxValue - (ulong)each)],
            [], 4_000, 90_000, 90_000)
        { BacklogBytes = long.MaxValue };
        var ways = new DataWays("a-rather-long-name.of-a-host.example.org", "another-long-name.of-a-host.example.org");
        var words = Announcement.Words(new string('n', 32), ulong.MaxValue, ulong.MaxValue, isAutomatic: false, ways);
        // What is over is cut at the end of the announcement, which stood in whole at the beginning.
        $"{StatusText.Write(facts)}\n\n{words}".Length.ShouldBeLessThanOrEqualTo(Announcement.MessageCharactersMax + 200);
        SessionStatus.Cut($"{StatusText.Write(facts)}\n\n{words}").Length.ShouldBeLessThanOrEqualTo(Announcement.MessageCharactersMax);
    }

    [Fact]
    public void Notes_that_are_too_long_for_a_message_are_a_file_and_nothing_of_them_is_lost()
    {
        var notes = string.Concat(Enumerable.Range(0, 200).Select(line => $"- item {line} of the notes\n"));
        var message = HandedOver.Message("**head**", notes, (Encoding.UTF8.GetBytes("text"), IsWhole: false), null);
        message.Content.Length.ShouldBeLessThanOrEqualTo(Announcement.MessageCharactersMax);
        message.Content.ShouldContain("The rest is in the file");
        message.Content.ShouldContain("its beginning is attached");
        message.Attachments.Select(file => file.FileName).ShouldBe(["notes.md", "transcript.md"]);
        Encoding.UTF8.GetString(message.Attachments[0].Body.Span).ShouldBe(notes);
    }

    [Fact]
    public void Commands_are_what_Discord_takes()
    {
        using var commands = JsonDocument.Parse(CommandList.Json);
        foreach (var command in commands.RootElement.EnumerateArray()) Check(command, depth: 0);
        commands.RootElement.EnumerateArray().Select(command => command.GetProperty("name").GetString()).ShouldBe(["record", "notes", "transcript", "privacy", "settings"]);

        static void Check(JsonElement element, int depth)
        {
            element.GetProperty("name").GetString()!.ShouldMatch("^[-_a-z0-9]{1,32}$");
            element.GetProperty("description").GetString()!.Length.ShouldBeInRange(1, 100);
            depth.ShouldBeLessThanOrEqualTo(2);
            if (!element.TryGetProperty("options", out var options)) return;
            options.GetArrayLength().ShouldBeLessThanOrEqualTo(25);
            // Discord wants required options first.
            var required = options.EnumerateArray().Select(option => option.TryGetProperty("required", out var is_) && is_.GetBoolean()).ToList();
            required.ShouldBe(required.OrderByDescending(each => each));
            foreach (var option in options.EnumerateArray()) Check(option, depth + 1);
        }
    }

    [Theory]
    [InlineData(TroubleKind.Undecryptable, 2, true, "could be decrypted for 12 s")]
    [InlineData(TroubleKind.NotKept, 2, false, "could be written to this machine's disk")]
    [InlineData(TroubleKind.NotDelivered, 2, false, "the store has taken nothing")]
    [InlineData(TroubleKind.NoRoom, 2, false, "**nothing is recorded**")]
    [InlineData(TroubleKind.NobodyHeard, 2, true, "Nobody was heard")]
    [InlineData(TroubleKind.NobodyHeard, 0, false, null)]
    internal void Trouble_is_said_and_joining_anew_tried_only_where_it_may_help(TroubleKind kind, int people, bool rejoins, string? said)
    {
        var verdict = Liveness.Judge([new ReceiverTrouble(kind, 7, TimeSpan.FromSeconds(12))], people, 0);
        (verdict.RejoinBecause is not null).ShouldBe(rejoins);
        if (said is null) verdict.Trouble.ShouldBeEmpty();
        else verdict.Trouble.ShouldHaveSingleItem().ShouldContain(said);
    }

    [Theory]
    [InlineData("bot", "[RECORDING] bot")]
    [InlineData("", "[RECORDING] ")]
    [InlineData("a name that has 32 characters ok", "[RECORDING] a name that has 32 c")]
    public void A_nickname_never_grows_over_what_Discord_takes(string before, string after) => Nicknames.Recording(before).ShouldBe(after);

    [Theory]
    [InlineData("https://discord.com/channels/1/2", 1UL, 2UL)]
    [InlineData("https://ptb.discord.com/channels/18446744073709551615/2/", 18446744073709551615UL, 2UL)]
    [InlineData("https://discord.com/channels/@me/2", 0UL, 0UL)]
    [InlineData("https://discord.com/channels/1", 0UL, 0UL)]
    [InlineData("https://discord.gg/1/2", 0UL, 0UL)]
    [InlineData("https://evil.example/channels/1/2", 0UL, 0UL)]
    [InlineData("https://discord.com.evil.example/channels/1/2", 0UL, 0UL)]
    public void Only_the_address_of_a_servers_channel_is_one(string url, ulong guild, ulong channel) =>
        Gateway.Meetings.DiscordCall.Of(new Uri(url)).ShouldBe(guild == 0 ? null : new Gateway.Meetings.DiscordCall(guild, channel));
}
