namespace Chronote.Discord.Voice;

/// <summary>
/// A guild's line to the main gateway, which may run in another process than the receiver. It carries requests to join, move and leave (op 4) one way,
/// and what the gateway says of the bot's own voice connection the other way. Nothing of it may be kept: its values are good for one voice session.
/// </summary>
public interface IVoiceLink : IDisposable
{
    Snowflake Guild { get; }

    /// <summary>The bot's own user.</summary>
    Snowflake BotUser { get; }

    /// <summary>Begins to tell, first how things stand: <see cref="VoiceNews.Up"/> or <see cref="VoiceNews.Down"/>.</summary>
    /// <param name="told">Called in order, one call at a time; must not block.</param>
    void Listen(Action<VoiceNews> told);

    /// <summary>Op 4: joins or moves to a channel, mute but not deaf; null leaves. While the gateway is down it is lost, not kept: <see cref="VoiceNews.Up"/> says when to ask again.</summary>
    void Request(Snowflake? channel);
}

/// <summary>What the main gateway says of the bot's own voice connection in one guild.</summary>
public abstract record VoiceNews
{
    /// <summary>VOICE_STATE_UPDATE of the bot itself.</summary>
    /// <param name="Channel">Null when in none any more.</param>
    public sealed record State(Snowflake? Channel, string SessionId) : VoiceNews
    {
        public override string ToString() => $"State {{ Channel = {Channel} }}";
    }

    /// <summary>VOICE_SERVER_UPDATE.</summary>
    /// <param name="Token">A secret: never logged.</param>
    /// <param name="Endpoint">Host and port; null when the server is gone and another will be named later.</param>
    public sealed record Server(string Token, string? Endpoint) : VoiceNews
    {
        public override string ToString() => $"Server {{ Endpoint = {Endpoint} }}";
    }

    /// <summary>The main gateway is connected and knows the guild.</summary>
    /// <param name="IsAnew">Identified anew: the bot's voice sessions are gone, whatever they were.</param>
    /// <param name="Present">The channel that the bot is in by what the gateway says, be it left over from a session that is gone; null when in none.</param>
    public sealed record Up(bool IsAnew, Snowflake? Present) : VoiceNews;

    /// <summary>The main gateway is not connected for now. Voice goes on as long as its session can be resumed.</summary>
    public sealed record Down : VoiceNews;

    /// <summary>Another receiver of the guild listens now, here or elsewhere: the last news of this link. Whatever it asks for would disturb the other.</summary>
    public sealed record Replaced : VoiceNews;

    private VoiceNews() { }
}
