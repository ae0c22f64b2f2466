using Chronote.Discord.Voice;

namespace Chronote.Discord.Gateway;

/// <summary>One shard's connection to the main gateway, kept up for as long as the process runs: identifies, beats, resumes and reconnects by itself.</summary>
public interface IDiscordGateway : IAsyncDisposable
{
    /// <summary>The bot's own user; known once <see cref="Run"/> is connected.</summary>
    Snowflake BotUser { get; }

    Snowflake Application { get; }

    /// <summary>What dispatches told so far of who is in which voice channel.</summary>
    IVoicePresence Presence { get; }

    /// <summary>Runs until cancelled, or until Discord refuses the bot for good.</summary>
    /// <param name="happened">Called in order for each dispatch that a recorder needs; must not block.</param>
    /// <returns>Why it ended: a fatal close code in words, or "asked".</returns>
    Task<string> Run(Action<GatewayEvent> happened, CancellationToken cancel);

    /// <summary>A guild's line to this gateway, for a receiver that may run elsewhere. A guild has one listener at a time: the newest.</summary>
    IVoiceLink VoiceLink(Snowflake guild);

    /// <summary>Joins a channel, deaf to nothing and mute itself, and receives it. Returns at once; the sink hears what comes of it.</summary>
    IVoiceReceiver Receive(Snowflake guild, Snowflake channel, IVoiceSink sink);
}

/// <summary>Who is in which voice channel, from GUILD_CREATE and VOICE_STATE_UPDATE.</summary>
public interface IVoicePresence
{
    /// <summary>Users in a channel, bots included.</summary>
    IReadOnlyCollection<VoiceMember> In(Snowflake guild, Snowflake channel);

    /// <summary>The channel a user is in; null when in none.</summary>
    Snowflake? ChannelOf(Snowflake guild, Snowflake user);

    /// <summary>The name to show for a user: nickname, display name, then user name; null for one never seen.</summary>
    string? NameOf(Snowflake guild, Snowflake user);
}

/// <param name="Name">Nickname, display name, then user name.</param>
public sealed record VoiceMember(Snowflake User, string Name, bool IsBot);
