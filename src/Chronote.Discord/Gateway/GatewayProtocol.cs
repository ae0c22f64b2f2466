namespace Chronote.Discord.Gateway;

/// <summary>What the main gateway's connection wants done. In order.</summary>
internal abstract record GatewayAction
{
    /// <summary>Ask over REST where to connect, after a wait; <see cref="GatewayProtocol.Found"/> or <see cref="GatewayProtocol.NotFound"/> follows.</summary>
    public sealed record FindAddress(TimeSpan After) : GatewayAction;

    public sealed record Connect(Uri Address, TimeSpan After) : GatewayAction;

    /// <summary>Close the WebSocket; nothing of it is to be reported any more.</summary>
    public sealed record Close(int Code) : GatewayAction;

    public sealed record Send(byte[] Message) : GatewayAction;

    /// <summary>A dispatch, READY and RESUMED included.</summary>
    public sealed record Dispatched(GatewayMessage Message) : GatewayAction;

    /// <summary>Not connected for now.</summary>
    public sealed record Down(string Reason) : GatewayAction;

    /// <summary>Over for good.</summary>
    public sealed record Stopped(string Reason) : GatewayAction;

    private GatewayAction() { }
}

/// <summary>
/// One shard's session with the main gateway (version 10), over as many WebSockets as it takes. Told of messages, closings and time; answers what to do.
/// Pure: the same inputs give the same actions.
/// </summary>
/// <remarks>Discord gateway docs, "Connections" and "Resuming". Never closes with 1000 or 1001 by itself: that would end the session, and voice with it.</remarks>
internal sealed class GatewayProtocol(string token, int shard, int shards, GatewayTimings timings, Func<double> draw)
{
    private enum Step { Finding, Connecting, Hello, Opening, Running, Stopped }

    // A session that ran this long was a good one. Discord resets a token that identifies a thousand times a day.
    private static readonly TimeSpan GoodSession = TimeSpan.FromMinutes(1), IdentifyBackoffMax = TimeSpan.FromMinutes(3);

    private const int ResumesMax = 5;

    private readonly Heartbeats _beats = new();
    private readonly SendBudget _budget = new();
    private List<GatewayAction> _actions = [];
    private Step _step = Step.Finding;
    private TimeSpan? _stepUntil, _identifiedAt, _runningSince;
    private Uri? _address, _resumeAddress;
    private string? _session;
    private long? _sequence;
    private int _attempts, _identifies;

    public bool IsRunning => _step == Step.Running;

    public TimeSpan? Due => Earlier(Earlier(_stepUntil, _beats.Due), IsRunning ? _budget.Due : null);

    public IReadOnlyList<GatewayAction> Take()
    {
        if (_actions.Count == 0)
            return [];
        var actions = _actions;
        _actions = [];
        return actions;
    }

    public void Begin() => Find(TimeSpan.Zero);

    public void Found(Uri address, TimeSpan now)
    {
        if (_step != Step.Finding)
            return;
        _address = address;
        Connect(address, TimeSpan.Zero, now);
    }

    /// <param name="fatal">Why asking again would not help; null when it may.</param>
    public void NotFound(string? fatal, TimeSpan now)
    {
        if (_step != Step.Finding)
            return;
        if (fatal is not null)
            Stop(fatal);
        else if (_address is { } known)
            Connect(known, TimeSpan.Zero, now);
        else
            Find(Wait());
    }

    public void Opened(TimeSpan now)
    {
        if (_step == Step.Connecting)
            Enter(Step.Hello, now);
    }

    public void Closed(int? code, TimeSpan now)
    {
        if (_step is Step.Stopped or Step.Finding)
            return;
        var cause = GatewayCloseCode.Of(code);
        switch (cause.Reaction)
        {
            case GatewayReaction.Stop:
                Stop(cause.Meaning);
                break;
            case GatewayReaction.Identify:
                _session = null;
                Again(cause.Meaning, now);
                break;
            default:
                Again(cause.Meaning, now);
                break;
        }
    }

    public void Text(ReadOnlyMemory<byte> utf8, TimeSpan now)
    {
        if (_step is Step.Stopped or Step.Finding or Step.Connecting)
            return;
        var message = GatewayMessage.Read(utf8, out var sequence);
        if (sequence is { } number)
            _sequence = number;
        Handle(message, now);
    }

    /// <summary>A request of ours (op 4). False while there is no session to send it to.</summary>
    public bool Ask(byte[] message, TimeSpan now)
    {
        if (!IsRunning)
            return false;
        _budget.Queue(message);
        Flush(now);
        return true;
    }

    public void Tick(TimeSpan now)
    {
        if (_stepUntil <= now)
            CloseAndGoOn($"waited in vain for {_step}", now);
        switch (_beats.At(now))
        {
            case Heartbeats.Turn.Beat:
                Beat(now);
                break;
            case Heartbeats.Turn.Dead:
                CloseAndGoOn("no answer to a heartbeat", now);
                break;
        }

        if (IsRunning)
            Flush(now);
    }

    private void Handle(GatewayMessage? message, TimeSpan now)
    {
        switch (message)
        {
            case GatewayMessage.Hello hello:
                Greeted(hello, now);
                break;
            case GatewayMessage.BeatWanted:
                _beats.BeatSent(now);
                Beat(now);
                break;
            case GatewayMessage.Acknowledged:
                _beats.Acknowledged();
                break;
            case GatewayMessage.Reconnect:
                CloseAndGoOn("asked to reconnect", now);
                break;
            case GatewayMessage.InvalidSession invalid:
                Refused(invalid, now);
                break;
            case GatewayMessage.Ready ready:
                (_session, _resumeAddress) = (ready.SessionId, ready.ResumeUrl);
                Run(now);
                Want(new GatewayAction.Dispatched(ready));
                break;
            case GatewayMessage.Resumed:
                Run(now);
                Want(new GatewayAction.Dispatched(message));
                break;
            case null or GatewayMessage.Ignored:
                break;
            default:
                Want(new GatewayAction.Dispatched(message));
                break;
        }
    }

    private void Greeted(GatewayMessage.Hello hello, TimeSpan now)
    {
        _beats.Begin(hello.HeartbeatEvery, GatewayLimits.HeartbeatMin, GatewayLimits.HeartbeatMax, now, draw());
        if (_step != Step.Hello)
            return;
        Enter(Step.Opening, now);
        _budget.Count(now);
        if (_session is { } session && _sequence is { } sequence)
        {
            Want(new GatewayAction.Send(GatewayPayload.Resume(token, session, sequence)));
            return;
        }

        (_sequence, _identifiedAt) = (null, now);
        _identifies++;
        Want(new GatewayAction.Send(GatewayPayload.Identify(token, shard, shards)));
    }

    private void Refused(GatewayMessage.InvalidSession invalid, TimeSpan now)
    {
        if (!invalid.CanResume)
            _session = null;
        Want(new GatewayAction.Close(GatewayLimits.CloseToResume));
        var wait = TimeSpan.FromSeconds(1) + (timings.InvalidSessionMax - TimeSpan.FromSeconds(1)) * draw();
        Again("the session is invalid", now, invalid.CanResume ? TimeSpan.Zero : wait);
    }

    private void Run(TimeSpan now)
    {
        Enter(Step.Running, now);
        _runningSince = now;
    }

    private void Beat(TimeSpan now)
    {
        _budget.Count(now);
        Want(new GatewayAction.Send(GatewayPayload.Heartbeat(_sequence)));
    }

    private void Flush(TimeSpan now)
    {
        foreach (var message in _budget.Take(now))
            Want(new GatewayAction.Send(message));
    }

    private void CloseAndGoOn(string reason, TimeSpan now)
    {
        Want(new GatewayAction.Close(GatewayLimits.CloseToResume));
        Again(reason, now);
    }

    private void Again(string reason, TimeSpan now, TimeSpan atLeast = default)
    {
        if (now - _runningSince >= GoodSession)
            (_attempts, _identifies) = (0, 0);
        if (_runningSince is not null)
            Want(new GatewayAction.Down(reason));
        _runningSince = null;
        _beats.Stop();
        var wait = Wait();
        if (wait < atLeast)
            wait = atLeast;
        if (_session is not null && _attempts <= ResumesMax && (_resumeAddress ?? _address) is { } address)
        {
            Connect(address, wait, now);
            return;
        }

        _session = null;
        var spaced = (_identifiedAt + timings.IdentifyEvery ?? now) - now;
        var backedOff = Backoff.Before(_identifies, timings.Backoff, IdentifyBackoffMax, draw());
        Find(new[] { wait, spaced, backedOff }.Max());
    }

    private TimeSpan Wait() => Backoff.Before(++_attempts, timings.Backoff, timings.BackoffMax, draw());

    private void Find(TimeSpan after)
    {
        Enter(Step.Finding, default);
        Want(new GatewayAction.FindAddress(after));
    }

    private void Connect(Uri address, TimeSpan after, TimeSpan now)
    {
        _budget.Reset();
        Enter(Step.Connecting, now + after);
        Want(new GatewayAction.Connect(address, after));
    }

    private void Stop(string reason)
    {
        _beats.Stop();
        Enter(Step.Stopped, default);
        Want(new GatewayAction.Stopped(reason));
    }

    private void Enter(Step step, TimeSpan now)
    {
        _step = step;
        _stepUntil = step is Step.Running or Step.Stopped or Step.Finding ? null : now + timings.StepMax;
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private void Want(GatewayAction action) => _actions.Add(action);
}
