using System.Text.Json.Nodes;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Rest;
using Chronote.Discord.Simulated.World;
using Microsoft.Extensions.Logging.Abstractions;
using Attachment = Chronote.Discord.Rest.Attachment;

namespace Chronote.Discord.Tests.Rest;

public sealed class DiscordRestTests : IAsyncLifetime
{
    private SimulatedDiscord _discord = null!;
    private SimulatedGuild _guild = null!;
    private SimulatedChannel _text = null!, _voice = null!;
    private HttpClient _http = null!;
    private DiscordRest _rest = null!;

    private CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _discord = await SimulatedDiscord.Start(new SimulatedDiscordOptions { IsPublicBot = true, BucketCalls = 10, BucketWindow = TimeSpan.FromMilliseconds(500) });
        _guild = _discord.AddGuild("A guild");
        (_text, _voice) = (_guild.AddTextChannel("notes"), _guild.AddVoiceChannel("General"));
        (_http, _rest) = Client(_discord.Token);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _discord.DisposeAsync();
    }

    [Fact]
    public async Task It_knows_who_it_is_and_where_to_connect()
    {
        Ok(await _rest.Identity(None)).ShouldBe(new BotIdentity(new(_discord.Bot.Id), new(_discord.Application), "Chronote", true));
        var gateway = Ok(await _rest.Gateway(None));
        (gateway.Url.Scheme, gateway.Shards, gateway.IdentifiesAtOnce).ShouldBe(("ws", 1, 1));
        Ok(await _rest.Guilds(null, None)).Select(guild => (guild.Id.Value, guild.Name)).ShouldBe([(_guild.Id, "A guild")]);
        Ok(await _rest.Guilds(new(_guild.Id), None)).ShouldBeEmpty();
        Ok(await _rest.Channel(new(_voice.Id), None)).ShouldBe(new ChannelFacts(new(_voice.Id), new(_guild.Id), "General", true));
    }

    [Fact]
    public async Task A_message_notifies_nobody_and_carries_buttons_and_files()
    {
        var message = new OutgoingMessage("Hello @everyone")
        {
            Buttons = [new("Stop", "stop:1", IsDanger: true), new("Live", Url: new Uri("https://example.org/m"))],
            Attachments = [new Attachment("transcript.txt", "text/plain", "words"u8.ToArray()), new Attachment("notes.md", "text/markdown", "# Notes"u8.ToArray())],
        };
        var id = Ok(await _rest.SendMessage(new(_text.Id), message, None));
        var posted = _text.Messages.Single();
        (posted.Id, posted.Content).ShouldBe((id.Value, "Hello @everyone"));
        posted.Files.Select(file => (file.Name, file.MediaType, System.Text.Encoding.UTF8.GetString(file.Body))).ShouldBe(
            [("transcript.txt", "text/plain", "words"), ("notes.md", "text/markdown", "# Notes")]);
        posted.Sent["allowed_mentions"]!.ToJsonString().ShouldBe("""{"parse":[]}""");
        posted.Components.ToJsonString().ShouldBe(
            """[{"type":1,"components":[{"type":2,"style":4,"label":"Stop","custom_id":"stop:1"},{"type":2,"style":5,"label":"Live","url":"https://example.org/m"}]}]""");
        Ok(await _rest.EditMessage(new(_text.Id), id, new OutgoingMessage("Done"), None));
        (posted.Content, posted.Components.Count, posted.Edits).ShouldBe(("Done", 0, 1));
    }

    [Fact]
    public async Task Six_buttons_take_two_rows()
    {
        await _rest.SendMessage(new(_text.Id), new OutgoingMessage("x") { Buttons = [.. Enumerable.Range(0, 6).Select(number => new Button($"{number}", $"{number}"))] }, None);
        _text.Messages.Single().Components.Select(row => row!["components"]!.AsArray().Count).ShouldBe([5, 1]);
    }

    [Fact]
    public async Task A_command_is_answered_and_its_answer_edited()
    {
        Ok(await _rest.RegisterCommands(new(_discord.Application), new(_guild.Id), """[{"name":"record","description":"d","options":[{"type":1,"name":"start","description":"d"}]}]""", None));
        _discord.Rest.Commands(_guild.Id)!.Single()!["name"]!.GetValue<string>().ShouldBe("record");
        var asked = _discord.Interact(_guild.Owner, _text, "record start");
        var interaction = Of(asked);
        Ok(await _rest.Respond(interaction, new InteractionReply.Deferred(Ephemeral: true), None));
        (asked.AnswerType, asked.IsEphemeral).ShouldBe((5, true));
        Ok(await _rest.EditResponse(interaction, new OutgoingMessage("Recording."), None));
        asked.Message!.Content.ShouldBe("Recording.");

        var other = _discord.Interact(_guild.Owner, _text, "record start");
        Ok(await _rest.Respond(Of(other), new InteractionReply.Message(new OutgoingMessage("No."), Ephemeral: true), None));
        (other.Message!.Content, other.Message.IsEphemeral).ShouldBe(("No.", true));
    }

    [Fact]
    public async Task An_answer_whose_own_answer_is_lost_is_given_once()
    {
        var asked = _discord.Interact(_guild.Owner, _text, "record start");
        _discord.Rest.Troubles.Next("/callback", new RestTrouble.Broken(AfterDoing: true));
        Ok(await _rest.Respond(Of(asked), new InteractionReply.Deferred(false), None));
        asked.AnswerType.ShouldBe(5);
    }

    [Fact]
    public async Task The_nickname_is_read_set_and_taken_away()
    {
        Ok(await _rest.Nickname(new(_guild.Id), None)).ShouldBeNull();
        Ok(await _rest.SetNickname(new(_guild.Id), "[RECORDING] Chronote", None));
        Ok(await _rest.Nickname(new(_guild.Id), None)).ShouldBe("[RECORDING] Chronote");
        Ok(await _rest.SetNickname(new(_guild.Id), null, None));
        _guild.BotMember.Nickname.ShouldBeNull();
    }

    [Fact]
    public async Task Permissions_are_those_of_roles_and_overwrites()
    {
        const ulong ManageGuild = 1 << 5, Connect = 1 << 20;
        (await May() & Connect).ShouldBe(Connect);
        _voice.Overwrites.Add(new Overwrite(_guild.Id, true, Permission.None, Permission.Connect));
        (await May() & Connect).ShouldBe(0u);
        var role = _guild.AddRole("Recorder", Permission.ManageGuild, _discord.Bot.Id);
        (await May() & ManageGuild).ShouldBe(ManageGuild);
        _voice.Overwrites.Add(new Overwrite(role.Id, true, Permission.Connect, Permission.ManageGuild));
        (await May() & (Connect | ManageGuild)).ShouldBe(Connect);
        _voice.Overwrites.Add(new Overwrite(_discord.Bot.Id, false, Permission.ManageGuild, Permission.Connect));
        (await May() & (Connect | ManageGuild)).ShouldBe(ManageGuild);
        (await May()).ShouldBe((ulong)_guild.PermissionsOf(_discord.Bot.Id, _voice));

        async Task<ulong> May() => Ok(await _rest.PermissionsIn(new(_guild.Id), new(_voice.Id), None));
    }

    [Fact]
    public async Task What_Discord_refuses_is_said_with_its_code_and_not_tried_again()
    {
        _guild.SetEveryone(Permission.ViewChannel);
        var refused = (await _rest.SendMessage(new(_text.Id), new OutgoingMessage("x"), None)).ShouldBeOfType<RestAnswer<Snowflake>.Refused>();
        (refused.Status, refused.Code, refused.Message).ShouldBe((403, 50013, "Missing Permissions"));
        _discord.Rest.Calls.Count.ShouldBe(1);
        (await _rest.Channel(new(12345), None)).ShouldBe(new RestAnswer<ChannelFacts>.Refused(404, 10003, "Unknown Channel"));
        var (http, stranger) = Client("another token");
        using (http)
            (await stranger.Gateway(None)).ShouldBeOfType<RestAnswer<GatewayAddress>.Refused>().Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_limit_is_waited_for_and_never_met_with_another_call()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => _rest.Channel(new(_text.Id), None)));
        for (var count = 0; count < 25; count++)
            Ok(await _rest.Channel(new(_text.Id), None));
        // Only calls that were under way together may meet the limit; what goes one by one never does.
        _discord.Rest.Calls.TakeLast(25).ShouldAllBe(call => call.Status == 200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_429_is_waited_out(bool isGlobal)
    {
        _discord.Rest.Troubles.Next("messages", new RestTrouble.Limited(TimeSpan.FromMilliseconds(300), isGlobal));
        Ok(await _rest.SendMessage(new(_text.Id), new OutgoingMessage("x"), None));
        var calls = _discord.Rest.Calls;
        calls.Select(call => call.Status).ShouldBe([429, 200]);
        TimeProvider.System.GetElapsedTime(calls[0].At, calls[1].At).TotalMilliseconds.ShouldBeGreaterThan(280);
        _text.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_may_have_been_done_is_repeated_only_where_that_does_no_harm()
    {
        _discord.Rest.Troubles.Next("POST", new RestTrouble.Broken(AfterDoing: true));
        (await _rest.SendMessage(new(_text.Id), new OutgoingMessage("once"), None)).ShouldBeOfType<RestAnswer<Snowflake>.Unknown>();
        _text.Messages.Count.ShouldBe(1);
        var message = new Snowflake(_text.Messages.Single().Id);
        _discord.Rest.Troubles.Next("PATCH", new RestTrouble.Broken(AfterDoing: true));
        _discord.Rest.Troubles.Next("PATCH", new RestTrouble.Failed(502));
        Ok(await _rest.EditMessage(new(_text.Id), message, new OutgoingMessage("edited"), None));
        _text.Messages.Single().Content.ShouldBe("edited");
    }

    [Fact]
    public async Task Every_call_says_who_asks_in_the_form_that_Discord_wants()
    {
        var seen = new List<string>();
        using var http = new HttpClient(new Recorder(seen));
        var rest = new DiscordRest(http, new DiscordOptions { Token = "t", ApiUrl = new("https://example.org/api/") }, TimeProvider.System, () => 0.5, NullLogger.Instance);
        await rest.Channel(new(5), None);
        seen.ShouldBe(["GET https://example.org/api/v10/channels/5 Bot t"]);
    }

    private sealed class Recorder(List<string> seen) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.UserAgent.ToString().ShouldMatch(@"^DiscordBot \(https://\S+, \d+\.\d+\.\d+\)$");
            seen.Add($"{request.Method} {request.RequestUri} {request.Headers.Authorization}");
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("""{"id":"5"}""") });
        }
    }

    private (HttpClient, DiscordRest) Client(string token)
    {
        var options = new DiscordOptions { ApiUrl = _discord.ApiUrl, Token = token };
        var http = new HttpClient(DiscordHttp.Handler(options));
        return (http, new DiscordRest(http, options, TimeProvider.System, () => 0.5, NullLogger.Instance));
    }

    private Interaction Of(SimulatedInteraction asked) => new(
        new(asked.Id), asked.Token, new(_discord.Application), new(_guild.Id), new(_text.Id), new VoiceMember(new(asked.User.Id), "x", false), 0, InteractionKind.Command, "record start",
        new Dictionary<string, System.Text.Json.JsonElement>(), "en");

    private static T Ok<T>(RestAnswer<T> answer) => answer.ShouldBeOfType<RestAnswer<T>.Ok>(answer.ToString()).Value;
}
