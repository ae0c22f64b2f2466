namespace Chronote.Discord.Voice.Control;

/// <summary>What to do when a voice connection has closed.</summary>
internal enum VoiceReaction
{
    /// <summary>Op 7 on a new connection: UDP, keys, senders and group stay.</summary>
    Resume,
    /// <summary>Op 4 on the main gateway: everything anew.</summary>
    Rejoin,
    /// <summary>The main gateway will say what happened: kicked, moved, or lost itself.</summary>
    AwaitGateway,
    /// <summary>It is over.</summary>
    End,
}

/// <summary>The table of close codes (Discord voice docs, "Voice Close Event Codes").</summary>
internal sealed record VoiceCloseCode(VoiceReaction Reaction, string Meaning, VoiceEnd End = VoiceEnd.Refused)
{
    /// <param name="code">Null when the connection broke without one.</param>
    public static VoiceCloseCode Of(int? code) => code switch
    {
        null => new(VoiceReaction.Resume, "the voice connection broke"),
        < 4000 => new(VoiceReaction.Resume, $"the voice connection closed ({code})"),
        4001 => new(VoiceReaction.Rejoin, "unknown opcode (4001)"),
        4002 => new(VoiceReaction.Rejoin, "failed to decode (4002)"),
        4003 => new(VoiceReaction.Rejoin, "not authenticated (4003)"),
        4004 => new(VoiceReaction.Rejoin, "authentication failed (4004)"),
        4005 => new(VoiceReaction.Rejoin, "already authenticated (4005)"),
        4006 => new(VoiceReaction.Rejoin, "session no longer valid (4006)"),
        4009 => new(VoiceReaction.Rejoin, "session timeout (4009)"),
        4011 => new(VoiceReaction.Rejoin, "server not found (4011)"),
        4012 => new(VoiceReaction.End, "unknown protocol (4012)"),
        4014 => new(VoiceReaction.AwaitGateway, "disconnected (4014)"),
        4015 => new(VoiceReaction.Resume, "voice server crashed (4015)"),
        4016 => new(VoiceReaction.End, "unknown encryption mode (4016)"),
        4017 => new(VoiceReaction.End, "end-to-end encryption required (4017)", VoiceEnd.EncryptionRequired),
        4020 => new(VoiceReaction.Rejoin, "bad request (4020)"),
        4021 => new(VoiceReaction.End, "rate limited (4021)"),
        4022 => new(VoiceReaction.End, "call terminated (4022)", VoiceEnd.CallEnded),
        _ => new(VoiceReaction.Rejoin, $"unknown close code ({code})"),
    };
}
