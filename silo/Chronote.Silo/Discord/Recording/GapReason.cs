namespace Chronote.Silo.Discord.Recording;

/// <summary>Why a stretch of a track has no audio (PROTOCOL, P-25): those that a voice receiver gives. A pause of the speaker is none.</summary>
internal static class GapReason
{
    public const string PacketLoss = "packet_loss";
    public const string Encryption = "encryption";
    public const string Rejoined = "rejoined";
    public const string ReceiverLost = "receiver_lost";
    public const string OptedOut = "opted_out";
    public const string Paused = "paused";
    public const string SpoolFull = "spool_full";
    public const string Stalled = "stalled";
}
