namespace Chronote.Client.Server;

/// <summary>The stable codes of PROTOCOL.md that change what a client does.</summary>
public static class ProblemCodes
{
    public const string StaleEpoch = "stale_epoch";
    public const string Conflict = "conflict";
    public const string SeqOutsideEpoch = "seq_outside_epoch";
    public const string DeclaredLost = "declared_lost";
    public const string AfterStop = "after_stop";
    public const string Cancelled = "cancelled";
    public const string TooLate = "too_late";
    public const string Deleted = "deleted";
    public const string OverCredit = "over_credit";
    public const string DigestMismatch = "digest_mismatch";
    public const string BadAudio = "bad_audio";
    public const string UnsupportedMedia = "unsupported_media";
    public const string UnknownKey = "unknown_key";
    public const string ScopeTooSmall = "scope_too_small";
    public const string UnknownMeeting = "unknown_meeting";
    public const string UnknownTrack = "unknown_track";
    public const string LastSeqBehind = "last_seq_behind";
    public const string LastSeqNamed = "last_seq_named";
}
