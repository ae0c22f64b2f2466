namespace Chronote.Domain;

/// <summary>Why something asked for was not done. The edge turns each into a stable code and a status; nothing was changed.</summary>
public enum RefusalCode
{
    UnknownMeeting,
    UnknownTrack,
    UnknownEpoch,
    StaleEpoch,
    Conflict,
    AfterStop,
    Cancelled,
    TooLate,
    Deleted,
    OverCredit,
    DeclaredLost,
    SeqOutsideEpoch,
    EpochRequired,
    DigestRequired,
    PlaceRequired,
    PlaceOutOfRange,
    TooManyTracks,
    LastSeqBehind,
    KeyReused,
    NotRecording,
    AlreadyStored,
    LastSeqNamed,
    AlreadyRecording,
    NothingRecorded,
    NotPermitted,
    LeaseHeld,
    StaleReceiver,
    GuildBusy,
}

/// <param name="Detail">One sentence for people.</param>
/// <param name="NewestEpoch">With <see cref="RefusalCode.StaleEpoch"/>: what the writer should have known.</param>
public sealed record Refusal(RefusalCode Code, string Detail, long? NewestEpoch = null);
