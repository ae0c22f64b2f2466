using System.Collections.Concurrent;
using System.Threading.Channels;
using Chronote.Discord.Dave;
using Chronote.Discord.Rest;
using Chronote.Discord.Voice;
using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Gateway;

/// <summary>
/// One shard's connection to the main gateway. <see cref="GatewayProtocol"/> decides, this obeys. Two processes must not run the same shard at once: who owns it is the caller's to know.
/// </summary>
public sealed partial class DiscordGateway : IDiscordGateway
{
    private const int LaneItemsMax = 256;

    private readonly DiscordOptions _options;
    private readonly IDiscordRest _rest;
    private readonly VoiceWorld _world;
    private readonly ILogger _logger;
    private readonly GatewayProtocol _protocol;
    private readonly VoicePresence _presence = new();
    private readonly VoiceLinks _links;
    private readonly Channel<(int Line, LineNews? News)> _lane = Channel.CreateBounded<(int, LineNews?)>(new BoundedChannelOptions(LaneItemsMax) { SingleReader = true });
    private readonly ConcurrentQueue<Action<TimeSpan>> _asked = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly long _start;
    private Action<GatewayEvent> _happened = _ => { };
    private WebSocketLine? _line;
    private string? _stopped;
    private int _lines, _isRunning;

    /// <param name="rest">Says where to connect.</param>
    /// <param name="shard">From 0, below <paramref name="shards"/>.</param>
    /// <param name="http">Makes the WebSockets; see <see cref="DiscordHttp.Handler"/>.</param>
    /// <param name="dave">A session of our user for a channel's encrypted group.</param>
    /// <param name="draw">A number from 0 to 1, for jitter.</param>
    public DiscordGateway(
        DiscordOptions options, IDiscordRest rest, int shard, int shards, HttpMessageInvoker http, TimeProvider time, Func<double> draw,
        Func<Snowflake, Snowflake, IDaveSession> dave, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, shards);
        (_options, _rest, _logger) = (options, rest, logger);
        _world = new VoiceWorld(options.Voice, time, draw, http, dave);
        _protocol = new GatewayProtocol(options.Token, shard, shards, options.Gateway, draw);
        _links = new VoiceLinks(_presence, Ask);
        _start = time.GetTimestamp();
    }

    public Snowflake BotUser { get; private set; }

    public Snowflake Application { get; private set; }

    public IVoicePresence Presence => _presence;

    private TimeSpan Now => _world.Time.GetElapsedTime(_start);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It ran before: a session has one owner.</exception>
    public async Task<string> Run(Action<GatewayEvent> happened, CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
            throw new InvalidOperationException("A gateway runs once.");
        _happened = happened;
        using var timer = _world.Time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var cancelled = cancel.Register(() => Ask(_ => Stop("asked")));
        _protocol.Begin();
        while (_stopped is null)
        {
            var now = Now;
            Obey(now);
            if (_stopped is not null)
                break;
            if (_asked.TryDequeue(out var asked))
            {
                asked(now);
            }
            else if (_lane.Reader.TryRead(out var item))
            {
                Hear(item.Line, item.News, now);
            }
            else if (_protocol.Due is { } due && due <= now)
            {
                _protocol.Tick(now);
            }
            else
            {
                if (_protocol.Due is { } later)
                    timer.Change(later - now, Timeout.InfiniteTimeSpan);
                await _lane.Reader.WaitToReadAsync(CancellationToken.None);
            }
        }

        _lane.Writer.TryComplete();
        _ended.Cancel();
        LogStopped(_logger, _stopped);
        return _stopped;
    }

    public IVoiceLink VoiceLink(Snowflake guild) => new GatewayVoiceLink(guild, this, _links);

    public IVoiceReceiver Receive(Snowflake guild, Snowflake channel, IVoiceSink sink) => VoiceReceiver.Start(VoiceLink(guild), channel, sink, _world, _logger);

    public ValueTask DisposeAsync()
    {
        Ask(_ => Stop("disposed"));
        _ended.Cancel();
        return ValueTask.CompletedTask;
    }

    /// <summary>Op 4, while there is a session to carry it.</summary>
    internal void Request(Snowflake guild, Snowflake? channel) => Ask(now =>
    {
        if (!_protocol.Ask(GatewayPayload.VoiceState(guild, channel), now))
            LogRequestLost(_logger, guild);
    });

    private void Ask(Action<TimeSpan> what)
    {
        _asked.Enqueue(what);
        Wake();
    }

    /// <summary>Nothing to do when it is full: then it is awake.</summary>
    private void Wake() => _lane.Writer.TryWrite((0, null));

    private void Stop(string reason)
    {
        if (_stopped is not null)
            return;
        _stopped = reason;
        _lines++;
        // For good: the session may end, and its voice with it.
        _line?.Close(1000);
        _links.Down();
    }

    private void Hear(int line, LineNews? news, TimeSpan now)
    {
        if (news is not null && line == _lines)
        {
            switch (news)
            {
                case LineNews.Opened:
                    _protocol.Opened(now);
                    break;
                case LineNews.Closed closed:
                    _protocol.Closed(closed.Code, now);
                    break;
                case LineNews.Message message:
                    _protocol.Text(message.Body, now);
                    break;
            }
        }

        (news as LineNews.Message)?.Release();
    }

    private void Obey(TimeSpan now)
    {
        foreach (var action in _protocol.Take())
        {
            switch (action)
            {
                case GatewayAction.FindAddress find:
                    _ = FindAddress(find.After);
                    break;
                case GatewayAction.Connect connect:
                    Connect(connect.Address, connect.After);
                    break;
                case GatewayAction.Close close:
                    _lines++;
                    _line?.Close(close.Code);
                    break;
                case GatewayAction.Send send:
                    _line?.Send(send.Message, isBinary: false);
                    break;
                case GatewayAction.Down down:
                    LogDown(_logger, down.Reason);
                    _links.Down();
                    break;
                case GatewayAction.Stopped stopped:
                    Stop(stopped.Reason);
                    break;
                case GatewayAction.Dispatched dispatched:
                    Dispatch(dispatched.Message);
                    break;
            }
        }
    }

    private void Connect(Uri address, TimeSpan after)
    {
        var number = ++_lines;
        var versioned = new UriBuilder(address) { Query = "v=10&encoding=json" };
        if (string.IsNullOrEmpty(versioned.Path))
            versioned.Path = "/";
        _line = WebSocketLine.Open(versioned.Uri, _world.Http, GatewayLimits.MessageBytesMax, after, _options.Gateway.StepMax, _world.Time, news => Told(number, news));
    }

    private async ValueTask Told(int line, LineNews news)
    {
        try
        {
            await _lane.Writer.WriteAsync((line, news));
        }
        catch (ChannelClosedException)
        {
            (news as LineNews.Message)?.Release();
        }
    }

    private async Task FindAddress(TimeSpan after)
    {
        try
        {
            if (after > TimeSpan.Zero)
                await Task.Delay(after, _world.Time, _ended.Token);
            var answer = await _rest.Gateway(_ended.Token);
            Ask(now =>
            {
                if (answer is RestAnswer<GatewayAddress>.Ok ok)
                    _protocol.Found(ok.Value.Url, now);
                else
                    _protocol.NotFound(answer is RestAnswer<GatewayAddress>.Refused { Status: 401 } ? "Discord does not know this bot token (401)" : null, now);
            });
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }

    private void Dispatch(GatewayMessage message)
    {
        switch (message)
        {
            case GatewayMessage.Ready ready:
                (BotUser, Application) = (ready.User, ready.Application);
                _links.Identified(ready.User);
                LogReady(_logger, ready.User);
                Tell(new GatewayEvent.Ready(ready.User, ready.Application));
                break;
            case GatewayMessage.Resumed:
                _links.Resumed();
                Tell(new GatewayEvent.Resumed());
                break;
            case GatewayMessage.GuildCreate guild:
                var moves = _presence.Set(guild);
                _links.Seen(guild.Guild);
                Tell(new GatewayEvent.GuildSeen(guild.Guild, guild.Name));
                foreach (var moved in moves)
                    Tell(moved);
                break;
            case GatewayMessage.GuildDelete { IsOutage: false } gone:
                _presence.Remove(gone.Guild);
                _links.Gone(gone.Guild);
                break;
            case GatewayMessage.VoiceState state:
                var changes = _presence.Set(state);
                _links.Told(state);
                foreach (var moved in changes)
                    Tell(moved);
                break;
            case GatewayMessage.VoiceServer server:
                _links.Told(server);
                break;
            case GatewayMessage.Interacted interacted:
                Tell(new GatewayEvent.Interacted(interacted.Interaction));
                break;
        }
    }

    private void Tell(GatewayEvent happened)
    {
        try
        {
            _happened(happened);
        }
        catch (Exception exception)
        {
            // A listener that fails must not cost the connection.
            LogListenerFailed(_logger, happened.GetType().Name, exception);
        }
    }
}
