using System.Net;

namespace Chronote.Discord.Voice.Control;

/// <summary>What a voice session wants done. In order.</summary>
internal abstract record VoiceAction
{
    /// <summary>Open a (new) WebSocket to the endpoint.</summary>
    public sealed record Connect(TimeSpan After) : VoiceAction;

    /// <summary>Close the WebSocket; nothing of it is to be reported any more.</summary>
    public sealed record Close(int Code) : VoiceAction;

    public sealed record SendText(byte[] Message) : VoiceAction;

    public sealed record SendBinary(byte[] Message) : VoiceAction;

    /// <summary>Open the UDP socket towards the voice server.</summary>
    public sealed record OpenSocket(IPEndPoint Server) : VoiceAction;

    public sealed record SendDatagram(byte[] Datagram) : VoiceAction;

    /// <summary>A transport key: audio may be read from now on.</summary>
    public sealed record Secure(string Mode, byte[] Key) : VoiceAction;

    /// <summary>Send some frames of Opus silence.</summary>
    public sealed record SendSilence(uint Ssrc) : VoiceAction;

    public sealed record Named(Snowflake User, uint Ssrc) : VoiceAction;

    public sealed record Left(Snowflake User) : VoiceAction;

    /// <summary>Held frames may be readable now.</summary>
    public sealed record KeysChanged : VoiceAction;

    public sealed record Tell(VoiceEvent Event) : VoiceAction;

    /// <summary>The session is connected; audio arrives.</summary>
    public sealed record Running : VoiceAction;

    /// <summary>Something was refused or recovered from: for the log.</summary>
    public sealed record Note(string Text) : VoiceAction;

    /// <summary>The session is over and can't be resumed.</summary>
    public sealed record Over(VoiceCloseCode Cause) : VoiceAction;

    private VoiceAction() { }
}
