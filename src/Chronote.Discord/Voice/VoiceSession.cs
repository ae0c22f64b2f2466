using System.Buffers;
using Chronote.Discord.Dave;
using Chronote.Discord.Voice.Audio;
using Chronote.Discord.Voice.Control;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Voice;

/// <summary>One voice session's connections: does what <see cref="VoiceProtocol"/> wants, and carries datagrams to <see cref="VoiceAudio"/>. Called by the receiver's lane alone.</summary>
internal sealed class VoiceSession
{
    private static readonly TimeSpan AudioTickEvery = TimeSpan.FromMilliseconds(100);

    private static ReadOnlySpan<byte> Silence => [0xf8, 0xff, 0xfe];

    private readonly VoiceTicket _ticket;
    private readonly VoiceWorld _world;
    private readonly VoiceLane _lane;
    private readonly IDaveSession _dave;
    private readonly VoiceProtocol _protocol;
    private readonly VoiceAudio _audio;
    private WebSocketLine? _line;
    private VoiceSocket? _socket;
    private TimeSpan? _audioDue;
    private int _lines, _overflow;
    private bool _isRunning;

    public VoiceSession(VoiceTicket ticket, Snowflake self, IVoiceSink sink, VoiceWorld world, VoiceLane lane)
    {
        (_ticket, _world, _lane, Sink) = (ticket, world, lane, sink);
        var members = new CallMembers(self);
        _dave = world.Dave(self, ticket.Channel);
        _protocol = new VoiceProtocol(ticket, members, _dave, world.Timings, world.Draw);
        _audio = new VoiceAudio(members, _dave, sink, world.Timings);
    }

    /// <summary>The session has connected.</summary>
    public event Action<TimeSpan>? Runs;

    /// <summary>The session can't go on.</summary>
    public event Action<VoiceCloseCode, TimeSpan>? Over;

    /// <summary>Something for the log.</summary>
    public event Action<string>? Noted;

    private IVoiceSink Sink { get; }

    public TimeSpan? Due => Earlier(_protocol.Due, _audioDue);

    public void Begin(TimeSpan now)
    {
        _protocol.Begin(now);
        Obey(now);
    }

    public void Told(int line, LineNews news, TimeSpan now)
    {
        if (line == _lines)
            Hear(news, now);
        (news as LineNews.Message)?.Release();
    }

    public void Datagram(byte[] buffer, int length, long arrived, TimeSpan now)
    {
        if (_isRunning)
            _audio.Datagram(buffer.AsSpan(0, length), arrived, now);
        else
            _protocol.Datagram(buffer.AsSpan(0, length), now);
        ArrayPool<byte>.Shared.Return(buffer);
        if (_audio.NeedsRecovery(now))
            _protocol.FramesFail(now);
        Obey(now);
        if (_audioDue is null && _audio.IsWaiting)
            _audioDue = now + AudioTickEvery;
    }

    public void Tick(TimeSpan now)
    {
        _protocol.Tick(now);
        Obey(now);
        var lost = Interlocked.Exchange(ref _overflow, 0);
        if (lost > 0)
            _audio.Lost(DropReason.Overflow, lost);
        if (_audioDue > now)
            return;
        _audio.Tick(now);
        _audioDue = _audio.IsWaiting ? now + AudioTickEvery : null;
    }

    /// <summary>Closes everything. Nothing is told any more, but for what was given up.</summary>
    public void End(TimeSpan now)
    {
        _lines++;
        _line?.Close(VoiceLimits.CloseToResume);
        _socket?.Dispose();
        _audio.End(now);
        _audio.Dispose();
        _dave.Dispose();
    }

    private void Hear(LineNews news, TimeSpan now)
    {
        switch (news)
        {
            case LineNews.Opened:
                _protocol.Opened(now);
                break;
            case LineNews.Closed closed:
                _protocol.Closed(closed.Code, now);
                break;
            case LineNews.Message { IsBinary: true } message:
                _protocol.Binary(message.Body.Span, now);
                break;
            case LineNews.Message message:
                _protocol.Text(message.Body, now);
                break;
        }

        Obey(now);
        if (_audioDue is null && _audio.IsWaiting)
            _audioDue = now + AudioTickEvery;
    }

    private void Obey(TimeSpan now)
    {
        foreach (var action in _protocol.Take())
            Do(action, now);
    }

    private void Do(VoiceAction action, TimeSpan now)
    {
        switch (action)
        {
            case VoiceAction.Connect connect:
                Connect(connect.After, now);
                break;
            case VoiceAction.Close close:
                _lines++;
                _line?.Close(close.Code);
                break;
            case VoiceAction.SendText send:
                _line?.Send(send.Message, isBinary: false);
                break;
            case VoiceAction.SendBinary send:
                _line?.Send(send.Message, isBinary: true);
                break;
            case VoiceAction.OpenSocket open:
                _socket?.Dispose();
                _socket = VoiceSocket.Open(open.Server, _world.Time, Received);
                break;
            case VoiceAction.SendDatagram send:
                _socket?.Send(send.Datagram);
                break;
            case VoiceAction.Secure secure when TransportCipher.Create(secure.Mode, secure.Key) is { } cipher:
                _audio.Use(cipher);
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(secure.Key);
                break;
            case VoiceAction.SendSilence silence:
                SendSilence(silence.Ssrc);
                break;
            case VoiceAction.Named named:
                _audio.Named(named.Ssrc, named.User, now);
                break;
            case VoiceAction.Left left:
                _audio.Left(left.User, now);
                break;
            case VoiceAction.KeysChanged:
                _audio.KeysChanged(now);
                break;
            case VoiceAction.Tell tell:
                Sink.Happened(tell.Event);
                break;
            case VoiceAction.Running:
                _isRunning = true;
                Runs?.Invoke(now);
                break;
            case VoiceAction.Note note:
                Noted?.Invoke(note.Text);
                break;
            case VoiceAction.Over over:
                Over?.Invoke(over.Cause, now);
                break;
        }
    }

    private void Connect(TimeSpan after, TimeSpan now)
    {
        if (Address(_ticket.Endpoint) is not { } address)
        {
            _protocol.Closed(4011, now);
            Obey(now);
            return;
        }

        var number = ++_lines;
        _line = WebSocketLine.Open(address, _world.Http, VoiceLimits.MessageBytesMax, after, _world.Timings.StepMax, _world.Time, news => _lane.Told(this, number, news));
    }

    /// <summary>The endpoint is a host and a port; a private gateway may say a scheme with it.</summary>
    private static Uri? Address(string endpoint)
    {
        var hasScheme = endpoint.StartsWith("ws://", StringComparison.Ordinal) || endpoint.StartsWith("wss://", StringComparison.Ordinal);
        return Uri.TryCreate($"{(hasScheme ? "" : "wss://")}{endpoint}/?v={VoiceLimits.GatewayVersion}", UriKind.Absolute, out var address) ? address : null;
    }

    private void Received(byte[] buffer, int length, long arrived)
    {
        if (_lane.Received(this, buffer, length, arrived))
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Increment(ref _overflow);
    }

    private void SendSilence(uint ssrc)
    {
        var (sequence, timestamp) = ((ushort)(_world.Draw() * ushort.MaxValue), (uint)(_world.Draw() * uint.MaxValue));
        for (var frame = 0; frame < VoiceLimits.SilenceFrames; frame++)
            if (_audio.Seal(ssrc, (ushort)(sequence + frame), timestamp + 960u * (uint)frame, Silence) is { } datagram)
                _socket?.Send(datagram);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;
}
