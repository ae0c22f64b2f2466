using Chronote.Discord.Gateway;

namespace Chronote.Discord.Tests.Gateway;

public class VoicePresenceTests
{
    private static readonly Snowflake Guild = new(7), Channel = new(70), Other = new(71), Ana = new(8), Bob = new(9);

    private readonly VoicePresence _presence = new();

    [Fact]
    public void Members_come_move_and_go()
    {
        _presence.Set(Created(State(Ana, Channel))).Single().ShouldBe(new GatewayEvent.VoiceMoved(Guild, new(Ana, "8", false), null, Channel));
        _presence.Set(State(Bob, Channel, "Bob")).Single().To.ShouldBe(Channel);
        _presence.In(Guild, Channel).Select(member => member.Name).Order().ShouldBe(["8", "Bob"]);
        _presence.Set(State(Bob, Channel, "Bobby")).ShouldBeEmpty();
        _presence.NameOf(Guild, Bob).ShouldBe("Bobby");
        _presence.Set(State(Bob, Other)).Single().ShouldBe(new GatewayEvent.VoiceMoved(Guild, new(Bob, "Bobby", false), Channel, Other));
        _presence.ChannelOf(Guild, Bob).ShouldBe(Other);
        _presence.Set(State(Bob, null)).Single().From.ShouldBe(Other);
        _presence.ChannelOf(Guild, Bob).ShouldBeNull();
        _presence.NameOf(Guild, Bob).ShouldBe("Bobby");
        _presence.Set(State(Bob, null)).ShouldBeEmpty();
    }

    [Fact]
    public void Who_left_while_nobody_listened_has_left_when_the_guild_is_told_again()
    {
        _presence.Set(Created(State(Ana, Channel), State(Bob, Channel)));
        _presence.Set(Created(State(Bob, Other))).Select(moved => (moved.Member.User, moved.From, moved.To)).ShouldBe([(Ana, Channel, null), (Bob, Channel, Other)]);
    }

    [Fact]
    public void An_unknown_guild_or_user_is_nobody()
    {
        _presence.In(Guild, Channel).ShouldBeEmpty();
        _presence.NameOf(Guild, Ana).ShouldBeNull();
        _presence.Set(Created());
        _presence.Remove(Guild);
        _presence.Knows(Guild).ShouldBeFalse();
    }

    private static GatewayMessage.GuildCreate Created(params GatewayMessage.VoiceState[] states) => new(Guild, "Guild", states, []);

    private static GatewayMessage.VoiceState State(Snowflake user, Snowflake? channel, string? name = null) =>
        new(Guild, user, channel, "s", name is null ? null : new VoiceMember(user, name, false));
}
