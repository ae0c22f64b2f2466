using Chronote.Discord.Voice.Control;

namespace Chronote.Discord.Voice;

/// <summary>What a receiver is to do next. In order.</summary>
internal abstract record JourneyAction
{
    /// <summary>Op 4; null leaves.</summary>
    public sealed record Request(Snowflake? Channel) : JourneyAction;

    public sealed record Start(VoiceTicket Ticket) : JourneyAction;

    /// <summary>End the present session, if there is one.</summary>
    public sealed record Stop : JourneyAction;

    public sealed record Tell(VoiceEvent Event) : JourneyAction;

    private JourneyAction() { }
}

/// <summary>
/// A receiver's way from joining to its end: which voice session follows which, from what the main gateway says, how sessions end, and time.
/// Pure: told, it answers what to do.
/// </summary>
/// <remarks>Discord voice docs, "Connecting to Voice" and "Voice Close Event Codes". Nothing a gateway gave is used for two sessions.</remarks>
internal sealed class VoiceJourney(Snowflake guild, Snowflake channel, VoiceTimings timings, Func<double> draw)
{
    private enum Stage { Offline, LeavingFirst, Joining, InSession, BackingOff, AwaitingServer, AwaitingVerdict, Departing, Leaving, Ended }

    // A session that lasted this long was a good one: the next failure is a first one again.
    private static readonly TimeSpan GoodSession = TimeSpan.FromSeconds(30), FreshServer = TimeSpan.FromSeconds(2), DepartingMax = TimeSpan.FromSeconds(1);

    private readonly record struct ServerSeen(string Token, string Endpoint, TimeSpan At);

    private List<JourneyAction> _actions = [];
    private Stage _stage = Stage.Offline;
    private TimeSpan? _until, _withoutSince;
    private TimeSpan _connectedAt;
    private Snowflake? _present;
    private string? _sessionId;
    private ServerSeen? _server;
    private (string Token, string Endpoint) _used;
    private bool _hasBegun, _isUp, _isConnected, _wasConnected;
    private int _sessions, _attempts;

    public Snowflake Channel { get; private set; } = channel;

    public TimeSpan? Due => _until;

    public bool HasEnded => _stage == Stage.Ended;

    public IReadOnlyList<JourneyAction> Take()
    {
        if (_actions.Count == 0)
            return [];
        var actions = _actions;
        _actions = [];
        return actions;
    }

    public void Told(VoiceNews news, TimeSpan now)
    {
        if (HasEnded)
            return;
        switch (news)
        {
            case VoiceNews.Up up:
                Up(up, now);
                break;
            case VoiceNews.Down:
                _isUp = false;
                if (_stage is Stage.Joining or Stage.LeavingFirst)
                    Enter(Stage.Offline, null);
                break;
            case VoiceNews.Replaced:
                // No op 4 from here on: the channel is the other one's.
                (_isUp, _present) = (false, null);
                End(VoiceEnd.Replaced, "another receiver took over");
                break;
            case VoiceNews.State { Channel: null }:
                _present = null;
                Absent(now);
                break;
            case VoiceNews.State state:
                Present(state.Channel.Value, state.SessionId, now);
                break;
            case VoiceNews.Server { Endpoint: null }:
                _server = null;
                ServerGone(now);
                break;
            case VoiceNews.Server server:
                _server = new ServerSeen(server.Token, server.Endpoint, now);
                ServerNamed(now);
                break;
        }
    }

    /// <summary>How things stand has been told: the journey begins.</summary>
    public void Begin(TimeSpan now)
    {
        (_hasBegun, _withoutSince) = (true, now);
        if (_isUp)
            Join(now);
    }

    public void SessionRuns(TimeSpan now)
    {
        if (_stage != Stage.InSession)
            return;
        (_isConnected, _wasConnected, _connectedAt, _withoutSince) = (true, true, now, null);
        Want(new JourneyAction.Tell(new VoiceEvent.Connected(++_sessions)));
    }

    public void SessionOver(VoiceCloseCode cause, TimeSpan now)
    {
        if (_stage == Stage.Departing)
        {
            End(cause.Reaction == VoiceReaction.End ? cause.End : VoiceEnd.Kicked, cause.Meaning);
            return;
        }

        if (_stage != Stage.InSession)
            return;
        Interrupt(cause.Meaning, now);
        switch (cause.Reaction)
        {
            case VoiceReaction.End:
                End(cause.End, cause.Meaning);
                break;
            case VoiceReaction.AwaitGateway:
                Enter(Stage.AwaitingVerdict, now + timings.VerdictMax);
                break;
            default:
                TryAgain(cause.Meaning, VoiceEnd.Refused, now);
                break;
        }
    }

    public void RejoinAsked(string reason, TimeSpan now)
    {
        if (_stage is Stage.Ended or Stage.Leaving)
            return;
        Interrupt(reason, now);
        Join(now);
    }

    public void LeaveAsked(TimeSpan now)
    {
        if (_stage is Stage.Ended or Stage.Leaving)
            return;
        Want(new JourneyAction.Stop());
        var mayBePresent = _present is not null || _stage is Stage.Joining or Stage.LeavingFirst;
        if (_isUp && mayBePresent)
        {
            Want(new JourneyAction.Request(null));
            Enter(Stage.Leaving, now + timings.LeaveMax);
        }
        else
        {
            End(VoiceEnd.Asked, "asked to leave");
        }
    }

    public void Tick(TimeSpan now)
    {
        if (_until is null || _until > now)
            return;
        switch (_stage)
        {
            case Stage.LeavingFirst:
                _present = null;
                Join(now);
                break;
            case Stage.Joining when !_wasConnected:
                End(VoiceEnd.NotAdmitted, "no answer to the request to join");
                break;
            case Stage.Joining:
                TryAgain("no answer to the request to join", VoiceEnd.NotAdmitted, now);
                break;
            case Stage.AwaitingVerdict when !_isUp:
                // What happened is told when the main gateway is back.
                Enter(Stage.AwaitingVerdict, null);
                break;
            case Stage.BackingOff or Stage.AwaitingServer or Stage.AwaitingVerdict:
                Join(now);
                break;
            case Stage.Departing:
                End(VoiceEnd.Kicked, "disconnected by somebody");
                break;
            case Stage.Leaving:
                End(VoiceEnd.Asked, "asked to leave");
                break;
        }
    }

    private void Up(VoiceNews.Up up, TimeSpan now)
    {
        (_isUp, _present) = (true, up.Present);
        var isAnew = up.IsAnew;
        if (_withoutSince is not null)
            _withoutSince = now;
        switch (_stage)
        {
            case Stage.Leaving when isAnew:
                End(VoiceEnd.Asked, "asked to leave");
                break;
            case Stage.Leaving:
                Want(new JourneyAction.Request(null));
                break;
            case Stage.InSession when isAnew:
                Interrupt("the main gateway's session was lost", now);
                Join(now);
                break;
            case Stage.Offline when _hasBegun:
            case Stage.Joining or Stage.LeavingFirst:
            case Stage.BackingOff or Stage.AwaitingServer or Stage.AwaitingVerdict when isAnew:
                Join(now);
                break;
            case Stage.AwaitingVerdict:
                Enter(Stage.AwaitingVerdict, now + timings.VerdictMax);
                break;
        }
    }

    private void Absent(TimeSpan now)
    {
        switch (_stage)
        {
            case Stage.LeavingFirst:
                Join(now);
                break;
            case Stage.Leaving:
                End(VoiceEnd.Asked, "asked to leave");
                break;
            case Stage.InSession:
                // The voice gateway may say more about why, in a moment: kicked, or the call is over for all.
                Enter(Stage.Departing, now + DepartingMax);
                break;
            case Stage.AwaitingVerdict or Stage.AwaitingServer:
                End(VoiceEnd.Kicked, "disconnected by somebody");
                break;
        }
    }

    private void Present(Snowflake where, string sessionId, TimeSpan now)
    {
        _present = where;
        if (_stage is Stage.Leaving or Stage.LeavingFirst or Stage.Offline)
            return;
        _sessionId = sessionId;
        if (where == Channel)
        {
            if (_stage == Stage.Departing)
                Enter(Stage.AwaitingServer, now + timings.JoinMax);
            if (_stage is Stage.Joining or Stage.AwaitingServer or Stage.AwaitingVerdict)
                Start(now);
            return;
        }

        // Moved: the group of a channel is its own, so nothing of the old session can be used. The new server may have been named already.
        Interrupt("moved to another channel", now);
        Channel = where;
        if (_server is { } seen && now - seen.At > FreshServer)
            _server = null;
        Enter(Stage.AwaitingServer, now + timings.JoinMax);
        Start(now);
    }

    private void ServerGone(TimeSpan now)
    {
        if (_stage is not (Stage.InSession or Stage.Joining or Stage.AwaitingVerdict or Stage.BackingOff))
            return;
        Interrupt("the voice server is gone", now);
        Enter(Stage.AwaitingServer, now + timings.ServerMax);
    }

    private void ServerNamed(TimeSpan now)
    {
        switch (_stage)
        {
            case Stage.InSession when _server is { } server && (server.Token, server.Endpoint) != _used:
                Interrupt("the voice server changed", now);
                Enter(Stage.AwaitingServer, now + timings.JoinMax);
                Start(now);
                break;
            case Stage.Joining or Stage.AwaitingServer or Stage.AwaitingVerdict:
            case Stage.BackingOff when _present == Channel:
                Start(now);
                break;
        }
    }

    private void Join(TimeSpan now)
    {
        (_server, _sessionId) = (null, null);
        if (!_isUp)
        {
            Enter(Stage.Offline, null);
        }
        else if (_present is not null)
        {
            // Whoever is still in the channel must leave first: a request for the channel one is in may get no answer.
            Want(new JourneyAction.Request(null));
            Enter(Stage.LeavingFirst, now + timings.LeaveMax);
        }
        else
        {
            Want(new JourneyAction.Request(Channel));
            Enter(Stage.Joining, now + timings.JoinMax);
        }
    }

    private void Start(TimeSpan now)
    {
        if (_sessionId is null || _server is not { } server || _present != Channel)
            return;
        _server = null;
        _used = (server.Token, server.Endpoint);
        Enter(Stage.InSession, null);
        Want(new JourneyAction.Start(new VoiceTicket(guild, Channel, _sessionId, server.Token, server.Endpoint)));
    }

    private void TryAgain(string reason, VoiceEnd end, TimeSpan now)
    {
        _withoutSince ??= now;
        if (now - _withoutSince >= timings.GiveUpAfter)
        {
            End(end, reason);
            return;
        }

        Enter(Stage.BackingOff, now + Backoff.Before(++_attempts, timings.Backoff, timings.BackoffMax, draw()));
        Tick(now);
    }

    private void Interrupt(string reason, TimeSpan now)
    {
        Want(new JourneyAction.Stop());
        _withoutSince ??= now;
        if (!_isConnected)
            return;
        _isConnected = false;
        if (now - _connectedAt >= GoodSession)
            _attempts = 0;
        Want(new JourneyAction.Tell(new VoiceEvent.Interrupted(reason)));
    }

    private void End(VoiceEnd reason, string detail)
    {
        Want(new JourneyAction.Stop());
        // Nobody is to find the bot in a channel where it hears nothing; an answer to a late request would bring it there.
        if (_isUp && (_present is not null || _stage == Stage.Joining))
            Want(new JourneyAction.Request(null));
        Enter(Stage.Ended, null);
        Want(new JourneyAction.Tell(new VoiceEvent.Ended(reason, detail)));
    }

    private void Enter(Stage stage, TimeSpan? until) => (_stage, _until) = (stage, until);

    private void Want(JourneyAction action) => _actions.Add(action);
}
