using Chronote.Domain.Chunks;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests;

/// <summary>What most tests begin with.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly TenantId Tenant = new("acme");
    public static readonly MeetingId Meeting = MeetingId.At(Noon, 0);
    public static readonly TrackKey Mic = new(Meeting, new TrackId("mic"));

    public static TrackRow NewTrack => new() { Tenant = Tenant, Key = Mic };

    /// <summary>A digest which is one letter 32 times over.</summary>
    public static byte[] Digest(char letter) => [.. Enumerable.Repeat((byte)letter, 32)];

    public static long Samples(TimeSpan span) => (long)(span.TotalSeconds * Limits.SamplesPerSecond);

    public static AudioShape Audio(TimeSpan length) => new(AudioCodec.Opus, Samples(length), 312, (int)(length.TotalMilliseconds / 20), Digest('p'));

    public static ChunkToStore Chunk(long seq, char digest = 'a', long? epoch = null, long? writer = null, long? start = null, bool digestGiven = true)
        => new(Tenant, new ChunkKey(Meeting, Mic.Track, seq), epoch, writer, start, Digest(digest), digestGiven, Audio(TimeSpan.FromSeconds(5)), new byte[100]);

    public static OpenEpoch Wish(string writer, long? seen, long firstSeq = 0) => new(Tenant, Mic, null, seen, writer, firstSeq, 0, 0, false);
}
