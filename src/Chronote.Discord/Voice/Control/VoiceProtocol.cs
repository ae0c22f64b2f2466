using System.Net;
using Chronote.Discord.Dave;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Voice.Control;

/// <summary>
/// One session with the voice gateway (version 8) from connecting to its end, over as many WebSockets as resuming takes. Told of messages, datagrams,
/// closings and time; answers what to do. No clock, no socket, no thread: the same inputs give the same actions.
/// </summary>
/// <param name="draw">A number from 0 to 1, for jitter.</param>
internal sealed class VoiceProtocol
{
    private enum Step { Connecting, Hello, Ready, Discovery, Description, Resumed, Running, Over }

    private readonly VoiceTicket _ticket;
    private readonly VoiceTimings _timings;
    private readonly CallMembers _members;
    private readonly Func<double> _draw;
    private readonly DaveConversation _dave;
    private readonly Heartbeats _beats = new();
    private List<VoiceAction> _actions = [];
    private Step _step = Step.Connecting;
    private TimeSpan? _stepUntil, _askAt, _keepAliveAt, _lostAt;
    private uint _ssrc, _keepAlives;
    private string _mode = "";
    private int _sequence = -1, _asked, _connects;

    public VoiceProtocol(VoiceTicket ticket, CallMembers members, IDaveSession dave, VoiceTimings timings, Func<double> draw)
    {
        (_ticket, _members, _timings, _draw) = (ticket, members, timings, draw);
        _dave = new DaveConversation(dave, members, Want);
    }

    /// <summary>The session was connected once, so that it can be resumed.</summary>
    public bool WasRunning { get; private set; }

    public bool IsOver => _step == Step.Over;

    /// <summary>The last number seen of either kind of message; -1 before the first.</summary>
    public int LastSequence => _sequence;

    /// <summary>When <see cref="Tick"/> is next needed.</summary>
    public TimeSpan? Due => Earlier(Earlier(_stepUntil, _askAt), Earlier(_keepAliveAt, _beats.Due));

    /// <summary>What is to be done since last asked.</summary>
    public IReadOnlyList<VoiceAction> Take()
    {
        if (_actions.Count == 0)
            return [];
        var actions = _actions;
        _actions = [];
        return actions;
    }

    public void Begin(TimeSpan now) => Connect(TimeSpan.Zero, now);

    public void Opened(TimeSpan now)
    {
        if (_step == Step.Connecting)
            Enter(Step.Hello, now);
    }

    /// <param name="code">Null when the connection broke, or could not be made.</param>
    public void Closed(int? code, TimeSpan now)
    {
        if (_step == Step.Over)
            return;
        _beats.Stop();
        var cause = VoiceCloseCode.Of(code);
        if (cause.Reaction != VoiceReaction.Resume)
            End(cause);
        else if (!WasRunning)
            End(cause with { Reaction = VoiceReaction.Rejoin });
        else
            ResumeLater(cause, now);
    }

    public void Text(ReadOnlyMemory<byte> utf8, TimeSpan now)
    {
        var message = VoiceMessage.Read(utf8, out var sequence);
        if (sequence is { } number && !IsNew(number))
            return;
        if (message is null)
            Want(new VoiceAction.Note("a message that can't be read"));
        else
            Handle(message, now);
    }

    public void Binary(ReadOnlySpan<byte> message, TimeSpan now)
    {
        if (!VoiceMessage.TryReadBinary(message, out var sequence, out var opcode, out var payload))
            Want(new VoiceAction.Note("a binary message that can't be read"));
        else if (IsNew(sequence) && _step != Step.Over)
            _dave.Handle(opcode, payload, now);
    }

    /// <summary>A datagram while the own address is still asked for.</summary>
    public void Datagram(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_step != Step.Discovery || AddressDiscovery.Read(datagram, _ssrc) is not { } own)
            return;
        _askAt = null;
        _keepAliveAt = now;
        Enter(Step.Description, now);
        Want(new VoiceAction.SendText(VoicePayload.SelectProtocol(own.Address.ToString(), own.Port, _mode)));
    }

    /// <summary>Frames fail to decrypt and nothing explains it.</summary>
    public void FramesFail(TimeSpan now)
    {
        if (_step == Step.Running)
            _dave.Recover(now);
    }

    public void Tick(TimeSpan now)
    {
        if (_keepAliveAt <= now)
        {
            _keepAliveAt = now + _timings.KeepAliveEvery;
            Want(new VoiceAction.SendDatagram(KeepAlive.Next(_keepAlives++)));
        }

        if (_askAt <= now)
            Ask(now);
        if (_stepUntil <= now)
            Late(now);
        switch (_beats.At(now))
        {
            case Heartbeats.Turn.Beat:
                Want(new VoiceAction.SendText(VoicePayload.Heartbeat((long)now.TotalMilliseconds, _sequence)));
                break;
            case Heartbeats.Turn.Dead:
                CloseToResume("no answer to a heartbeat", now);
                break;
        }
    }

    private void Handle(VoiceMessage message, TimeSpan now)
    {
        switch (message)
        {
            case VoiceMessage.Hello hello:
                Greeted(hello, now);
                break;
            case VoiceMessage.HeartbeatAck:
                _beats.Acknowledged();
                if (_step == Step.Running)
                    _connects = 0;
                break;
            case VoiceMessage.Ready ready when _step == Step.Ready:
                Prepare(ready, now);
                break;
            case VoiceMessage.SessionDescription description when _step is Step.Description or Step.Running:
                Secure(description, now);
                break;
            case VoiceMessage.Resumed when _step == Step.Resumed:
                _lostAt = null;
                Enter(Step.Running, now);
                Want(new VoiceAction.Tell(new VoiceEvent.Resumed()));
                break;
            case VoiceMessage.Speaking speaking when speaking.User != _members.Self:
                Want(new VoiceAction.Named(speaking.User, speaking.Ssrc));
                break;
            case VoiceMessage.ClientsConnect connect:
                foreach (var user in connect.Users.Where(_members.Join))
                    Want(new VoiceAction.Tell(new VoiceEvent.UserJoined(user)));
                break;
            case VoiceMessage.ClientDisconnect disconnect when _members.Leave(disconnect.User):
                Want(new VoiceAction.Left(disconnect.User));
                Want(new VoiceAction.Tell(new VoiceEvent.UserLeft(disconnect.User)));
                break;
            case VoiceMessage.PrepareTransition prepare when prepare.DaveVersion > VoiceLimits.DaveVersionMax:
            case VoiceMessage.PrepareEpoch epoch when epoch.DaveVersion > VoiceLimits.DaveVersionMax:
                End(NewerEncryption);
                break;
            case VoiceMessage.PrepareTransition prepare:
                _dave.Handle(prepare, now);
                break;
            case VoiceMessage.ExecuteTransition execute:
                _dave.Handle(execute);
                break;
            case VoiceMessage.PrepareEpoch epoch:
                _dave.Handle(epoch, now);
                break;
        }
    }

    private static VoiceCloseCode NewerEncryption => new(VoiceReaction.End, "a newer version of end-to-end encryption than ours", VoiceEnd.EncryptionRequired);

    private void Greeted(VoiceMessage.Hello hello, TimeSpan now)
    {
        _beats.Begin(hello.HeartbeatEvery, VoiceLimits.HeartbeatMin, VoiceLimits.HeartbeatMax, now, _draw());
        if (_step != Step.Hello)
            return;
        Enter(WasRunning ? Step.Resumed : Step.Ready, now);
        Want(new VoiceAction.SendText(WasRunning ? VoicePayload.Resume(_ticket, _sequence) : VoicePayload.Identify(_ticket, _members.Self)));
    }

    private void Prepare(VoiceMessage.Ready ready, TimeSpan now)
    {
        if (_timings.Modes.FirstOrDefault(mode => ready.Modes.Contains(mode) && TransportCipher.Supports(mode)) is not { } mode)
        {
            End(new(VoiceReaction.End, $"no transport encryption that both speak, of {string.Join(", ", ready.Modes.Take(8).Select(Short))}"));
            return;
        }

        (_mode, _ssrc, _asked) = (mode, ready.Ssrc, 0);
        Enter(Step.Discovery, now);
        _stepUntil = null;
        Want(new VoiceAction.OpenSocket(ready.Server));
        Ask(now);
    }

    private static string Short(string text) => text.Length <= 64 ? text : text[..64];

    private void Ask(TimeSpan now)
    {
        if (_asked++ == _timings.DiscoveryTries)
        {
            End(new(VoiceReaction.Rejoin, "no answer to the address discovery"));
            return;
        }

        _askAt = now + _timings.DiscoveryEvery;
        Want(new VoiceAction.SendDatagram(AddressDiscovery.Ask(_ssrc)));
    }

    private void Secure(VoiceMessage.SessionDescription description, TimeSpan now)
    {
        if (description.Mode != _mode || description.DaveVersion > VoiceLimits.DaveVersionMax)
        {
            End(description.Mode != _mode ? new(VoiceReaction.Rejoin, "another transport encryption than was asked for") : NewerEncryption);
            return;
        }

        Want(new VoiceAction.Secure(description.Mode, description.Key));
        if (_step == Step.Running)
            return;
        WasRunning = true;
        Enter(Step.Running, now);
        _dave.Begin(description.DaveVersion);
        // Said to be needed once before audio arrives: an op 5, then some packets. Silence passes any end-to-end encryption as it is.
        Want(new VoiceAction.SendText(VoicePayload.Speaking(_ssrc, isSpeaking: true)));
        Want(new VoiceAction.SendSilence(_ssrc));
        Want(new VoiceAction.SendText(VoicePayload.Speaking(_ssrc, isSpeaking: false)));
        Want(new VoiceAction.Running());
    }

    private void Late(TimeSpan now)
    {
        if (WasRunning)
            CloseToResume($"waited in vain for {_step}", now);
        else
            End(new(VoiceReaction.Rejoin, $"waited in vain for {_step}"));
    }

    private void CloseToResume(string reason, TimeSpan now)
    {
        Want(new VoiceAction.Close(VoiceLimits.CloseToResume));
        _beats.Stop();
        if (WasRunning)
            ResumeLater(new(VoiceReaction.Resume, reason), now);
        else
            End(new(VoiceReaction.Rejoin, reason));
    }

    private void ResumeLater(VoiceCloseCode cause, TimeSpan now)
    {
        _lostAt ??= now;
        if (now - _lostAt > _timings.ResumeMax)
        {
            End(new(VoiceReaction.Rejoin, $"{cause.Meaning}, and could not be resumed"));
            return;
        }

        Want(new VoiceAction.Note($"{cause.Meaning}; resuming"));
        Connect(Backoff.Before(++_connects, _timings.Backoff / 4, _timings.Backoff * 5, _draw()), now);
    }

    private void Connect(TimeSpan after, TimeSpan now)
    {
        Enter(Step.Connecting, now + after);
        Want(new VoiceAction.Connect(after));
    }

    private void Enter(Step step, TimeSpan now)
    {
        _step = step;
        _stepUntil = step is Step.Running or Step.Over ? null : now + _timings.StepMax;
    }

    private void End(VoiceCloseCode cause)
    {
        Enter(Step.Over, default);
        _beats.Stop();
        (_askAt, _keepAliveAt) = (null, null);
        Want(new VoiceAction.Over(cause));
    }

    /// <summary>Remembers the number. On a resumed connection the server sends again what it does not know to have arrived; what did is not handled twice.</summary>
    private bool IsNew(int sequence)
    {
        var ahead = (short)(sequence - _sequence);
        if (_sequence >= 0 && ahead <= 0 && ahead > -VoiceLimits.RepeatedMessagesMax)
            return false;
        _sequence = sequence;
        return true;
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private void Want(VoiceAction action) => _actions.Add(action);
}
