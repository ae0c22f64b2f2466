namespace Chronote.Discord.Voice.Control;

/// <summary>Opcodes of the voice gateway, version 8 (Discord voice docs, "Voice Opcodes"; 21 to 31: DAVE protocol, "Voice Gateway Opcodes").</summary>
internal enum VoiceOpcode : byte
{
    Identify = 0,
    SelectProtocol = 1,
    Ready = 2,
    Heartbeat = 3,
    SessionDescription = 4,
    Speaking = 5,
    HeartbeatAck = 6,
    Resume = 7,
    Hello = 8,
    Resumed = 9,
    ClientsConnect = 11,
    ClientVideo = 12,
    ClientDisconnect = 13,
    PrepareTransition = 21,
    ExecuteTransition = 22,
    TransitionReady = 23,
    PrepareEpoch = 24,
    ExternalSender = 25,
    KeyPackage = 26,
    Proposals = 27,
    CommitWelcome = 28,
    AnnounceCommit = 29,
    Welcome = 30,
    InvalidCommitWelcome = 31,
}
