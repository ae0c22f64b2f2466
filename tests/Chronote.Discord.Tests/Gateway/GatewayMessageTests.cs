using System.Text;
using Chronote.Discord.Gateway;

namespace Chronote.Discord.Tests.Gateway;

public class GatewayMessageTests
{
    [Fact]
    public void A_guild_brings_its_members_names_and_who_is_in_voice()
    {
        var guild = Dispatch("GUILD_CREATE", """
            {"id":"7","name":"Guild","voice_states":[{"user_id":"8","channel_id":"70","session_id":"s"},{"user_id":"9","channel_id":null}],
             "members":[{"nick":"Nick","user":{"id":"8","username":"u8","global_name":"Display"}},{"user":{"id":"9","username":"u9","global_name":"Display"}},
                        {"user":{"id":"10","username":"u10","bot":true}},{"nick":"nobody"}]}
            """).ShouldBeOfType<GatewayMessage.GuildCreate>();
        (guild.Guild, guild.Name).ShouldBe((new Snowflake(7), "Guild"));
        guild.Members.ShouldBe([new(new(8), "Nick", false), new(new(9), "Display", false), new(new(10), "u10", true)]);
        guild.States.Select(state => (state.User.Value, state.Channel?.Value)).ShouldBe([(8ul, 70ul), (9ul, null)]);
    }

    [Fact]
    public void A_guild_that_is_away_is_not_one_that_we_left()
    {
        Dispatch("GUILD_DELETE", """{"id":"7","unavailable":true}""").ShouldBe(new GatewayMessage.GuildDelete(new(7), true));
        Dispatch("GUILD_DELETE", """{"id":"7"}""").ShouldBe(new GatewayMessage.GuildDelete(new(7), false));
        Dispatch("GUILD_CREATE", """{"id":"7","unavailable":true}""").ShouldBeOfType<GatewayMessage.Ignored>();
    }

    [Fact]
    public void A_voice_server_without_an_endpoint_is_one_that_went() =>
        Dispatch("VOICE_SERVER_UPDATE", """{"guild_id":"7","token":"t","endpoint":null}""").ShouldBe(new GatewayMessage.VoiceServer(new(7), "t", null));

    [Fact]
    public void A_command_is_named_with_its_sub_commands_and_brings_their_options()
    {
        var interaction = Dispatch("INTERACTION_CREATE", """
            {"id":"1","application_id":"2","type":2,"token":"secret","guild_id":"7","channel_id":"71","locale":"de","member":{"permissions":"2147483648","nick":"Ana","user":{"id":"8"}},
             "data":{"name":"privacy","options":[{"type":2,"name":"me","options":
               [{"type":1,"name":"delete","options":[{"type":3,"name":"title","value":"Stand-up"},{"type":4,"name":"n","value":3}]}]}]}}
            """).ShouldBeOfType<GatewayMessage.Interacted>().Interaction;
        (interaction.Kind, interaction.Command, interaction.Locale).ShouldBe((InteractionKind.Command, "privacy me delete", "de"));
        (interaction.Guild.Value, interaction.Channel.Value, interaction.Member.Name, interaction.Permissions).ShouldBe((7ul, 71ul, "Ana", 2147483648ul));
        (interaction.Options["title"].GetString(), interaction.Options["n"].GetInt32()).ShouldBe(("Stand-up", 3));
        interaction.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void A_button_is_named_by_its_custom_id()
    {
        var interaction = Dispatch("INTERACTION_CREATE", """
            {"id":"1","application_id":"2","type":3,"token":"secret","guild_id":"7","channel_id":"71","member":{"permissions":"0","user":{"id":"8"}},"data":{"custom_id":"stop:abc"}}
            """).ShouldBeOfType<GatewayMessage.Interacted>().Interaction;
        (interaction.Kind, interaction.Command).ShouldBe((InteractionKind.Button, "stop:abc"));
    }

    [Theory]
    [InlineData("INTERACTION_CREATE", """{"type":2}""")]
    [InlineData("INTERACTION_CREATE", """{"id":"1","application_id":"2","type":2,"token":"t","guild_id":"7","channel_id":"71","member":{"user":{"id":"8"}},"data":{}}""")]
    [InlineData("READY", """{"user":{"id":"1"}}""")]
    [InlineData("GUILD_CREATE", "{}")]
    [InlineData("VOICE_STATE_UPDATE", """{"guild_id":"7"}""")]
    [InlineData("VOICE_STATE_UPDATE", """{"guild_id":"7","user_id":"8","session_id":"\ud800"}""")]
    public void What_makes_no_sense_is_no_message(string name, string data) => Dispatch(name, data).ShouldBeNull();

    [Fact]
    public void The_address_to_resume_at_must_be_a_WebSocket()
    {
        string Url(string url) => Dispatch("READY", $$$"""{"user":{"id":"1"},"application":{"id":"2"},"session_id":"s","resume_gateway_url":"{{{url}}}"}""")
            .ShouldBeOfType<GatewayMessage.Ready>().ResumeUrl?.ToString() ?? "none";
        Url("wss://resume.example").ShouldBe("wss://resume.example/");
        Url("file:///etc/passwd").ShouldBe("none");
        Url("nowhere").ShouldBe("none");
    }

    private static GatewayMessage? Dispatch(string name, string data) =>
        GatewayMessage.Read(Encoding.UTF8.GetBytes($$$"""{"op":0,"s":5,"t":"{{{name}}}","d":{{{data}}} }"""), out _);
}
