using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Wishes and answers of a transcription gate under test.</summary>
internal static class TextWork
{
    public const string Engine = "test";
    public static readonly EngineLabel Label = new(Engine, "m1", null);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>A wish without limits but the ones set with it.</summary>
    public static ClaimWish Wish(this StoreUnderTest store, string unit, MeetingId meeting) => new(
        Engine, unit, meeting, NewestFirst: false, SlotsMax: 1_000, StartsPerMinuteMax: int.MaxValue, TimeSpan.Zero, 4 * Given.ChunkSamples, store.Now, store.Now + Lease);

    public static async Task<ClaimedUnit> Claim(this StoreUnderTest store, string unit, MeetingId meeting) =>
        (await store.Queue.Claim(store.Wish(unit, meeting))).ShouldNotBeNull();

    /// <summary>A single wish, and the unit as it was claimed; null when it was not.</summary>
    public static async Task<ClaimedUnit?> Claim(this ITranscriptionQueue queue, ClaimWish wish) =>
        (await queue.Claim([wish]))[0] is ClaimAnswer.Claimed ? await queue.Claimed(wish.Unit) : null;

    public static Task<bool> Finish(this StoreUnderTest store, ClaimedUnit unit, TextOutcome outcome) =>
        store.Queue.Finish(unit.Unit, unit.Attempt, outcome, Label, store.Now);

    public static IEnumerable<long> Seqs(this ClaimedUnit unit) => unit.Chunks.Select(chunk => chunk.Key.Seq);

    public static TextOutcome.Transcribed Text(params string[] lines) =>
        new([.. lines.Select((line, i) => new EngineSegment(TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(i + 1), line))], "en");
}
