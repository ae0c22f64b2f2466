namespace Chronote.Discord.Dave.Mls;

/// <summary>A genuine proposal of the voice gateway, for the epoch it was made in.</summary>
/// <param name="Reference">How commits and revocations name it (RFC 9420 §5.2).</param>
internal sealed record QueuedProposal(Proposal Proposal, byte[] Reference);
