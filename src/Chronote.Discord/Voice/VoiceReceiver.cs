using System.Buffers;
using Chronote.Discord.Voice.Control;
using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Voice;

/// <summary>
/// Receives a voice channel over a link to the main gateway, which may run in another process. All decisions are <see cref="VoiceJourney"/>'s, for which session follows which,
/// and <see cref="VoiceProtocol"/>'s, within one session; here they meet sockets and time, on one lane.
/// </summary>
public sealed partial class VoiceReceiver : IVoiceReceiver
{
    private readonly IVoiceLink _link;
    private readonly GuardedSink _sink;
    private readonly VoiceWorld _world;
    private readonly ILogger _logger;
    private readonly VoiceJourney _journey;
    private readonly VoiceLane _lane = new();
    private readonly TaskCompletionSource<VoiceEvent.Ended> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly long _start;
    private VoiceSession? _session;
    private TimeSpan? _timerAt;

    private VoiceReceiver(IVoiceLink link, Snowflake channel, IVoiceSink sink, VoiceWorld world, ILogger logger)
    {
        (_link, _world, _logger, Channel) = (link, world, logger, channel);
        _sink = new GuardedSink(sink, logger);
        _start = world.Time.GetTimestamp();
        _journey = new VoiceJourney(link.Guild, channel, world.Timings, world.Draw);
        _timer = world.Time.CreateTimer(_ => _lane.Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Snowflake Guild => _link.Guild;

    public Snowflake Channel { get; private set; }

    public Task<VoiceEvent.Ended> Completion => _ended.Task;

    private TimeSpan Now => _world.Time.GetElapsedTime(_start);

    /// <summary>Begins to join. The sink hears what comes of it.</summary>
    /// <param name="link">Disposed when the receiver has ended.</param>
    public static VoiceReceiver Start(IVoiceLink link, Snowflake channel, IVoiceSink sink, VoiceWorld world, ILogger logger)
    {
        var receiver = new VoiceReceiver(link, channel, sink, world, logger);
        link.Listen(news => receiver._lane.Ask(now => receiver._journey.Told(news, now)));
        receiver._lane.Ask(receiver._journey.Begin);
        _ = receiver.Run();
        return receiver;
    }

    public void Rejoin(string reason) => _lane.Ask(now => _journey.RejoinAsked(reason, now));

    public async Task Leave()
    {
        _lane.Ask(_journey.LeaveAsked);
        await Completion;
    }

    public async ValueTask DisposeAsync() => await Leave();

    private async Task Run()
    {
        var ended = new VoiceEvent.Ended(VoiceEnd.Refused, "a fault of ours");
        try
        {
            await Task.Yield();
            while (!_journey.HasEnded)
            {
                var now = Now;
                if (_lane.TryAsked(out var asked))
                    asked(now);
                else if (_lane.Items.TryRead(out var item))
                    Handle(item, now);
                else if (Due <= now)
                    Tick(now);
                else
                    await Idle(now);
                Obey(now);
            }

            ended = _sink.LastEnd ?? ended;
        }
        catch (Exception exception)
        {
            LogBroken(_logger, Guild, exception);
            _session?.End(Now);
            _sink.Happened(ended);
        }
        finally
        {
            _lane.End();
            while (_lane.Items.TryRead(out var item))
                Release(item);
            await _timer.DisposeAsync();
            _link.Dispose();
            _ended.TrySetResult(ended);
        }
    }

    private TimeSpan? Due => _session?.Due is { } due && !(due > _journey.Due) ? due : _journey.Due;

    private async Task Idle(TimeSpan now)
    {
        if (Due is { } due && due != _timerAt)
        {
            _timerAt = due;
            _timer.Change(due - now, Timeout.InfiniteTimeSpan);
        }

        await _lane.Items.WaitToReadAsync();
    }

    private void Handle(in VoiceLane.Item item, TimeSpan now)
    {
        if (item.Session is null)
            _timerAt = null;
        else if (item.Session != _session)
            Release(item);
        else if (item.News is { } news)
            _session.Told(item.Line, news, now);
        else
            _session.Datagram(item.Buffer!, item.Length, item.Arrived, now);
        // While datagrams keep coming, time passes too.
        if (Due <= now)
            Tick(now);
    }

    private static void Release(in VoiceLane.Item item)
    {
        if (item.Buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        (item.News as LineNews.Message)?.Release();
    }

    private void Tick(TimeSpan now)
    {
        _session?.Tick(now);
        _journey.Tick(now);
    }

    private void Obey(TimeSpan now)
    {
        foreach (var action in _journey.Take())
        {
            switch (action)
            {
                case JourneyAction.Request request:
                    _link.Request(request.Channel);
                    break;
                case JourneyAction.Start start:
                    StartSession(start.Ticket, now);
                    break;
                case JourneyAction.Stop:
                    _session?.End(now);
                    _session = null;
                    break;
                case JourneyAction.Tell tell:
                    LogTold(_logger, Guild, tell.Event);
                    _sink.Happened(tell.Event);
                    break;
            }
        }

        Channel = _journey.Channel;
    }

    private void StartSession(VoiceTicket ticket, TimeSpan now)
    {
        _session?.End(now);
        LogConnecting(_logger, Guild, ticket.Channel, ticket.Endpoint);
        _session = new VoiceSession(ticket, _link.BotUser, _sink, _world, _lane);
        _session.Runs += _journey.SessionRuns;
        _session.Over += _journey.SessionOver;
        _session.Noted += text => LogNoted(_logger, Guild, text);
        _session.Begin(now);
    }
}
