using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Grains.Transcription;

/// <summary>The chosen engine and how hard it may be used, cluster-wide.</summary>
/// <param name="Engine">Name of the engine and key of its gate; null when none is chosen.</param>
/// <param name="ConcurrencyMax">Requests out at once.</param>
/// <param name="StartsPerMinuteMax">Requests begun within any minute.</param>
/// <param name="Spacing">Least time between two beginnings.</param>
public sealed record TranscriptionSettings(
    string? Engine, int ConcurrencyMax, int StartsPerMinuteMax, TimeSpan Spacing, TimeSpan RequestTimeMax, TimeSpan UnitDurationMax, IReadOnlyList<string> Vocabulary)
{
    /// <summary>A wish for one request, within these limits.</summary>
    public ClaimWish Wish(string unit, MeetingId meeting, bool newestFirst, DateTimeOffset now) => new(
        Engine ?? throw new InvalidOperationException("No engine is chosen."), unit, meeting, newestFirst, ConcurrencyMax, StartsPerMinuteMax, Spacing,
        (long)(UnitDurationMax.TotalSeconds * Limits.SamplesPerSecond), now, now + RequestTimeMax + Limits.GrantMargin);
}
