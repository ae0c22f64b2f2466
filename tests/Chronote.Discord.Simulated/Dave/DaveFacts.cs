namespace Chronote.Discord.Simulated.Dave;

/// <summary>A commit that won its epoch.</summary>
/// <param name="Epoch">The epoch it began.</param>
/// <param name="Transition">0 for a new group.</param>
public sealed record DaveCommit(ulong By, ulong Epoch, IReadOnlyList<ulong> Added, IReadOnlyList<ulong> Removed, bool HasPath, int Transition);

/// <summary>An op 31 that a client sent.</summary>
public sealed record DaveInvalid(ulong By, int Transition);
