using Chronote.Media.Proof;
using Chronote.Wire;

namespace Chronote.Recorder.Verify;

/// <summary>What a track's file holds of what was acknowledged.</summary>
internal sealed record TrackProof(string Track, ProofReport Report, int Gaps, int NotEncodedYet)
{
    public bool Holds => Report.Holds && NotEncodedYet == 0;

    /// <param name="audio">The track's file from its beginning; read once, forward.</param>
    public static async Task<TrackProof> Of(ManifestTrack track, Stream audio)
    {
        var encoded = track.Chunks.Where(chunk => chunk.PacketsDigest is not null).OrderBy(chunk => chunk.StartSamples).ThenBy(chunk => chunk.Seq);
        var report = await AssemblyProof.Check(Entries(encoded), audio);
        return new TrackProof(track.Track, report, track.Gaps.Count, track.Chunks.Count(chunk => chunk.PacketsDigest is null));
    }

    public string Line() =>
        $"{Track}: acknowledged {Report.Acknowledged + NotEncodedYet}, found once {Report.FoundOnce}, lost {Report.Lost.Count}{Named(Report.Lost)}, "
        + $"doubled {Report.Doubled.Count}{Named(Report.Doubled)}, misplaced {Report.Misplaced.Count}{Named(Report.Misplaced)}, gaps {Gaps}"
        + (NotEncodedYet > 0 ? $", not encoded yet {NotEncodedYet}" : "")
        + (Report.OverlapTrimmed.Count > 0 ? $", trimmed where they overlap {Report.OverlapTrimmed.Count}" : "")
        + (Report.Unproven.Count > 0 ? $", unproven {Report.Unproven.Count}{Named(Report.Unproven)}" : "")
        + (Report.UnknownPackets > 0 ? $", packets of no chunk {Report.UnknownPackets}" : "")
        + (Report.Fault is { } fault ? $"; the file cannot be read to its end: {fault}" : "");

    private static string Named(SeqList seqs) => seqs.Count == 0 ? "" : $" ({string.Join(' ', seqs.Seqs.Take(10))}{(seqs.Count > 10 ? " …" : "")})";

    private static async IAsyncEnumerable<ManifestEntry> Entries(IEnumerable<ManifestChunk> chunks)
    {
        await Task.CompletedTask;
        foreach (var chunk in chunks)
            yield return new ManifestEntry(
                chunk.Seq, chunk.StartSamples, chunk.PreSkipSamples, chunk.DurationSamples, chunk.Packets, Convert.FromHexString(chunk.PacketsDigest!));
    }
}
