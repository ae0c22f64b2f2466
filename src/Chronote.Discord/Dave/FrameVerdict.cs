namespace Chronote.Discord.Dave;

/// <summary>What a frame turned out to be.</summary>
public enum FrameVerdict
{
    /// <summary>Genuine; the Opus packet was written.</summary>
    Decrypted,

    /// <summary>Not encrypted and allowed to be so now: Opus silence always, anything else within passthrough's time limits. Written as it came.</summary>
    PassedThrough,

    /// <summary>There are no keys for this sender yet. Hold it and ask again after the next transition.</summary>
    NoKeyYet,

    /// <summary>Seen before, or older than the window of missing nonces.</summary>
    Replayed,

    /// <summary>Its tag does not verify under any key held for this sender. During a transition it may be of an epoch to come: hold it and ask again.</summary>
    Forged,

    /// <summary>Not encrypted, and not allowed to be so.</summary>
    Plain,

    /// <summary>No DAVE frame: lengths or ranges that can't be.</summary>
    Malformed,
}
