namespace Chronote.Discord.Gateway;

/// <summary>What the main gateway tells a recorder.</summary>
public abstract record GatewayEvent
{
    /// <summary>Identified anew: earlier voice sessions are gone.</summary>
    public sealed record Ready(Snowflake BotUser, Snowflake Application) : GatewayEvent;

    /// <summary>The same session goes on; what was missed has been told.</summary>
    public sealed record Resumed : GatewayEvent;

    /// <summary>The bot is in this guild (GUILD_CREATE); its voice members are in <see cref="IDiscordGateway.Presence"/>.</summary>
    public sealed record GuildSeen(Snowflake Guild, string Name) : GatewayEvent;

    /// <summary>Somebody joined, left or moved, ourselves included.</summary>
    public sealed record VoiceMoved(Snowflake Guild, VoiceMember Member, Snowflake? From, Snowflake? To) : GatewayEvent;

    public sealed record Interacted(Interaction Interaction) : GatewayEvent;

    private GatewayEvent() { }
}
