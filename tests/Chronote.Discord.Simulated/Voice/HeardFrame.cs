namespace Chronote.Discord.Simulated.Voice;

/// <summary>The ground truth of one frame that the voice server accepted from a sender.</summary>
/// <param name="Number">Counts a voice server's frames from 0.</param>
/// <param name="Arrived">By <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="Digest">SHA-256 of the frame as it left the transport encryption, hexadecimal. With end-to-end encryption its content is the members' secret.</param>
/// <param name="IsSilence">The plain Opus silence that a sender ends with.</param>
public sealed record HeardFrame(long Number, ulong User, uint Ssrc, ushort Sequence, uint Timestamp, long Arrived, int Bytes, string Digest, bool IsSilence)
{
    /// <summary>Receivers for whom this frame was lost on purpose.</summary>
    public IReadOnlyCollection<ulong> LostFor => lostFor ?? [];

    private List<ulong>? lostFor;

    internal void LoseFor(ulong user) => (lostFor ??= []).Add(user);
}
