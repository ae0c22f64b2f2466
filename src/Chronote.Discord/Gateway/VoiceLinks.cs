using Chronote.Discord.Voice;

namespace Chronote.Discord.Gateway;

/// <summary>
/// What the bot's own voice connections hear of the gateway, guild by guild. A guild counts as connected once the gateway is and has told of it. Used on the gateway's lane alone;
/// listeners come and go through <paramref name="ask"/>.
/// </summary>
internal sealed class VoiceLinks(VoicePresence presence, Action<Action<TimeSpan>> ask)
{
    private readonly Dictionary<Snowflake, (object Owner, Action<VoiceNews> Told)> _listeners = [];

    // Guilds that the present session told of. Resuming does not tell of them again.
    private readonly HashSet<Snowflake> _known = [];
    private Snowflake _self;
    private bool _isConnected;

    /// <summary>The newest listener of a guild takes the place of the one before.</summary>
    public void Listen(Snowflake guild, object owner, Action<VoiceNews> told) => ask(_ =>
    {
        if (_listeners.TryGetValue(guild, out var before) && before.Owner != owner)
            before.Told(new VoiceNews.Replaced());
        _listeners[guild] = (owner, told);
        told(_isConnected && _known.Contains(guild) ? new VoiceNews.Up(false, presence.ChannelOf(guild, _self)) : new VoiceNews.Down());
    });

    public void Leave(Snowflake guild, object owner) => ask(_ =>
    {
        if (_listeners.TryGetValue(guild, out var listener) && listener.Owner == owner)
            _listeners.Remove(guild);
    });

    /// <summary>A new session: every guild will be told of.</summary>
    public void Identified(Snowflake self)
    {
        (_self, _isConnected) = (self, true);
        _known.Clear();
    }

    public void Seen(Snowflake guild)
    {
        if (_known.Add(guild))
            Tell(guild, new VoiceNews.Up(true, presence.ChannelOf(guild, _self)));
    }

    public void Resumed()
    {
        _isConnected = true;
        foreach (var guild in _listeners.Keys.Where(_known.Contains).ToList())
            Tell(guild, new VoiceNews.Up(false, presence.ChannelOf(guild, _self)));
    }

    public void Down()
    {
        _isConnected = false;
        foreach (var guild in _listeners.Keys.ToList())
            Tell(guild, new VoiceNews.Down());
    }

    /// <summary>The bot was taken out of the guild, and so out of its channel.</summary>
    public void Gone(Snowflake guild)
    {
        if (_known.Remove(guild))
            Tell(guild, new VoiceNews.State(null, ""));
    }

    public void Told(GatewayMessage.VoiceState state)
    {
        if (state.User == _self)
            Tell(state.Guild, new VoiceNews.State(state.Channel, state.SessionId));
    }

    public void Told(GatewayMessage.VoiceServer server) => Tell(server.Guild, new VoiceNews.Server(server.Token, server.Endpoint));

    private void Tell(Snowflake guild, VoiceNews news)
    {
        if (_listeners.TryGetValue(guild, out var listener))
            listener.Told(news);
    }
}

/// <summary>A guild's line to a gateway in the same process.</summary>
internal sealed class GatewayVoiceLink(Snowflake guild, DiscordGateway gateway, VoiceLinks links) : IVoiceLink
{
    public Snowflake Guild { get; } = guild;

    public Snowflake BotUser => gateway.BotUser;

    public void Listen(Action<VoiceNews> told) => links.Listen(Guild, this, told);

    public void Request(Snowflake? channel) => gateway.Request(Guild, channel);

    public void Dispose() => links.Leave(Guild, this);
}
