namespace Chronote.Discord.Simulated.Voice;

/// <summary>What becomes of a speaker's op 5 on its way to the others.</summary>
/// <param name="IsLost">It never comes.</param>
/// <param name="Delay">It comes late.</param>
public sealed record SpeakingTroubles(bool IsLost = false, TimeSpan Delay = default);
