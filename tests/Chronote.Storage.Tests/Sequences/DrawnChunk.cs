using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Sequences;

/// <summary>Draws the next chunk of a track: mostly what a good recorder would send, often enough what it should not.</summary>
internal sealed class DrawnChunk(Random draw, ReferenceTrack track)
{
    private const long PlaceTooFar = 25L * 3600 * Limits.SamplesPerSecond;

    public ChunkToStore Next()
    {
        var seq = Seq();
        var says = track.Stored.ContainsKey(seq) && draw.Next(4) == 0 ? "another recording" : "a";
        if (!track.OpenedByName && draw.Next(10) > 0) return Given.Chunk(track.Key, seq, says) with { StartSamples = draw.Next(3) == 0 ? seq * Given.ChunkSamples : null };
        var chunk = Given.Chunk(track.Key, seq, Epoch(seq), WriterEpoch(), says);
        return draw.Next(25) switch
        {
            0 => chunk with { Epoch = null },
            1 => chunk with { WriterEpoch = null },
            2 => chunk with { DigestWasGiven = false },
            3 => chunk with { StartSamples = null },
            4 => chunk with { StartSamples = PlaceTooFar },
            _ => chunk,
        };
    }

    private long Seq() => draw.Next(20) switch
    {
        < 9 => track.NextSeq,
        < 12 => track.NextSeq + draw.Next(1, 5),
        < 15 when Any(track.Missing) is { } missing => missing,
        < 18 when Any(track.Stored.Keys) is { } stored => stored,
        18 when Any(track.GivenUp) is { } lost => lost,
        19 => track.CreditSeq + draw.Next(3),
        _ => track.NextSeq,
    };

    // Without any epoch yet, the first chunk opens epoch 0.
    private long Epoch(long seq) => track.Epoch is { } newest && draw.Next(12) == 0 ? draw.NextInt64(newest + 2) : track.EpochOf(seq);

    private long WriterEpoch() => track.Epoch is { } newest && draw.Next(6) == 0 ? draw.NextInt64(newest + 2) : track.Epoch ?? 0;

    private long? Any(IEnumerable<long> seqs)
    {
        var all = seqs.ToList();
        return all.Count == 0 ? null : all[draw.Next(all.Count)];
    }
}
