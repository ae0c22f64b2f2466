namespace Chronote.Discord.Dave;

/// <summary>
/// One client's part in an end-to-end encrypted call (DAVE protocol 1.1, MLS 1.0 of RFC 9420), for as long as one voice session lasts.
/// It is told what the voice gateway says, in order, and answers what to send; it never waits and does no input or output itself.
/// One caller at a time. Disposing it zeroes every key.
/// </summary>
/// <remarks>Hostile input never throws: what can't be read or proven is an answer or a verdict.</remarks>
public interface IDaveSession : IDisposable
{
    /// <summary>The protocol version in force: 0 without end-to-end encryption, else 1.</summary>
    int ProtocolVersion { get; }

    /// <summary>The group's epoch; null while there is no group. The local group of epoch 0 that a client makes before it is in a real one counts as none.</summary>
    ulong? Epoch { get; }

    /// <summary>Members of the group, ourselves included; empty while there is none.</summary>
    IReadOnlyCollection<Snowflake> Members { get; }

    /// <summary>The voice privacy code that members compare: 30 digits of the epoch authenticator; null while there is no group.</summary>
    string? PrivacyCode { get; }

    /// <summary>Session description (op 4), or op 24 with epoch 1: a new group at this version. Version 0 is passthrough.</summary>
    /// <returns>The body of op 26, a fresh key package; null at version 0, and at one this client doesn't speak.</returns>
    byte[]? Begin(int protocolVersion);

    /// <summary>After op 31: forgets the group, keeps the old keys for frames in flight.</summary>
    /// <returns>The body of op 26, a fresh key package.</returns>
    byte[] BeginAgain();

    /// <summary>Op 25, before or after op 4.</summary>
    DaveAnswer ExternalSender(ReadOnlySpan<byte> payload);

    /// <summary>Op 27.</summary>
    /// <param name="connected">Users of op 11, without those of op 13; nobody else may be added.</param>
    DaveAnswer Proposals(ReadOnlySpan<byte> payload, IReadOnlySet<Snowflake> connected);

    /// <summary>Op 29, after the transition id.</summary>
    DaveAnswer Commit(ReadOnlySpan<byte> payload);

    /// <summary>Op 30, after the transition id.</summary>
    /// <param name="connected">Users of op 11. Members who are not among them are no reason to refuse: their removal may be under way.</param>
    DaveAnswer Welcome(ReadOnlySpan<byte> payload, IReadOnlySet<Snowflake> connected);

    /// <summary>Op 21: the version that a later op 22 puts in force. From now on plain frames pass as long as that takes (section 7.7's limits).</summary>
    void PrepareTransition(int protocolVersion);

    /// <summary>Op 22, or at once after a transition with id 0 (op 21, 29, 30): senders have switched to the prepared version and the newest keys, and so do we.</summary>
    void ExecuteTransition();

    /// <summary>Decrypts a frame as it came out of the transport encryption.</summary>
    /// <param name="opus">At least as long as <paramref name="frame"/>. Written only when the frame is genuine.</param>
    FrameVerdict Decrypt(Snowflake sender, ReadOnlySpan<byte> frame, Span<byte> opus, out int opusBytes);

    /// <summary>Whose frame this is, when nothing else says: the one candidate under whose keys it is genuine. Uses up nothing.</summary>
    Snowflake? SenderOf(ReadOnlySpan<byte> frame, IEnumerable<Snowflake> candidates);

    /// <summary>Encrypts one of our own frames, with the keys that were newest at the last op 22; before the first one, with the newest.</summary>
    /// <returns>The frame; the same bytes at version 0 and for Opus silence; empty while there are no keys, when nothing may be sent.</returns>
    byte[] Encrypt(ReadOnlySpan<byte> opus);
}
