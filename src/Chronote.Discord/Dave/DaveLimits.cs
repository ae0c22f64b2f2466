using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave;

/// <summary>Every limit of end-to-end encryption, with its unit. Those of the frames are Discord's own; those of hostile input are ours.</summary>
public static class DaveLimits
{
    /// <summary>The newest protocol version spoken, what op 0 offers.</summary>
    public const int ProtocolVersionMax = 1;

    // Frames (DAVE protocol, "Encoded Frame Transforms").

    /// <summary>How long the keys of an epoch, or of a ratchet generation, outlive the next ones: frames in flight are still read.</summary>
    public static readonly TimeSpan OldKeysKept = TimeSpan.FromSeconds(10);

    /// <summary>Plain frames still pass this long after an upgrade from version 0.</summary>
    public static readonly TimeSpan PlainAfterUpgrade = TimeSpan.FromSeconds(10);

    /// <summary>Plain frames already pass this long after a downgrade was announced, if it isn't executed meanwhile.</summary>
    public static readonly TimeSpan PlainBeforeDowngrade = TimeSpan.FromSeconds(24);

    /// <summary>Nonces a frame may lie behind its sender's newest one; further back it counts as replayed.</summary>
    public const int NoncesMissingMax = 1_000;

    /// <summary>Ratchet generations a frame may be ahead of the newest one proven.</summary>
    public const int GenerationGapMax = 250;

    /// <summary>Frames per second that one sender can make: 50 of audio, twice 60 of video. A generation that this rate can't have reached yet is refused.</summary>
    public const int SenderFramesPerSecondMax = 50 + 2 * 60;

    /// <summary>The longest frame looked at, in bytes: no datagram is longer.</summary>
    public const int FrameBytesMax = 65_535;

    /// <summary>Epochs whose keys are held at once. More than this many transitions within <see cref="OldKeysKept"/> forget the oldest early.</summary>
    public const int EpochsHeldMax = 32;

    // Hostile input of the voice gateway.

    /// <summary>The longest payload of op 25, 27, 29 or 30, in bytes. A Welcome for <see cref="MembersMax"/> members takes about 600 kB.</summary>
    public const int PayloadBytesMax = 1024 * 1024;

    /// <summary>Leaves of a group's tree, blank ones included.</summary>
    public const int MembersMax = 2_048;

    /// <summary>Proposals that wait for a commit.</summary>
    public const int ProposalsQueuedMax = 2 * MembersMax;

    /// <summary>Own commits of one epoch, one per op 27, of which any may win.</summary>
    public const int OwnCommitsHeldMax = 8;

    /// <summary>Bytes of an identity in a credential; Discord's are <see cref="MlsSuite.UserIdBytes"/> long for members.</summary>
    public const int IdentityBytesMax = 256;
}
