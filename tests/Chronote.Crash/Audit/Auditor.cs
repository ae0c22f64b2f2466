using System.Net;
using Chronote.Crash.Edge;
using Chronote.Media.Proof;
using Chronote.Wire;

namespace Chronote.Crash.Audit;

/// <summary>Compares the server's books with the ledger.</summary>
internal static class Auditor
{
    /// <summary>Every acknowledged chunk is in the manifest with its digest and place, exactly once; nothing is there twice (I1).</summary>
    public static async Task CheckManifest(EdgeClient edge, string meeting, Ledger ledger)
    {
        var acknowledged = ledger.Entries;
        var manifest = await edge.Manifest(meeting);
        foreach (var (track, chunks) in manifest)
        {
            chunks.CountBy(chunk => chunk.Seq).Where(count => count.Value > 1).ShouldBeEmpty($"numbers that are there twice on {track}");
            chunks.CountBy(chunk => chunk.Digest).Where(count => count.Value > 1).ShouldBeEmpty($"chunks that are there under two numbers on {track}");
        }
        var stored = manifest.ToDictionary(track => track.Key, track => track.Value.ToDictionary(chunk => chunk.Seq));
        var wrong = acknowledged.Where(entry => !(stored.TryGetValue(entry.Track, out var chunks) && chunks.TryGetValue(entry.Seq, out var chunk) && Is(entry, chunk)));
        wrong.ShouldBeEmpty("acknowledged, and not in the manifest as acknowledged");
    }

    /// <summary>The same chunk again gets 200 and the answer of the first time (I3).</summary>
    public static async Task CheckRepeats(EdgeClient edge, string meeting, Ledger ledger, Func<string, long> newestEpoch, Random draw, int count)
    {
        var entries = ledger.Entries;
        foreach (var entry in Enumerable.Range(0, Math.Min(count, entries.Count)).Select(_ => entries[draw.Next(entries.Count)]))
        {
            var answer = await edge.Put(meeting, SampleChunk.Of(entry.Track, entry.Seq), entry.Epoch, newestEpoch(entry.Track));
            // Its writer may have been taken over between the question for the newest epoch and this request.
            if (answer.Problem is { Code: "stale_epoch" }) continue;
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{entry}: {answer.Problem}");
            ledger.Acknowledged(entry.Track, answer.Body<ChunkAcknowledged>()).ShouldBeNull();
        }
    }

    /// <summary>Packet for packet: every chunk of the manifest is in the track's file once, in its place, and nothing else but silence is.</summary>
    public static async Task<ProofReport> Prove(EdgeClient edge, string meeting, string track, IEnumerable<ManifestChunk> chunks)
    {
        await using var audio = await edge.Audio(meeting, track);
        var report = await AssemblyProof.Check(Entries(chunks.OrderBy(chunk => chunk.StartSamples).ThenBy(chunk => chunk.Seq)), audio);
        report.Holds.ShouldBeTrue($"{track}: {report}");
        return report;
    }

    private static bool Is(LedgerEntry entry, ManifestChunk chunk) =>
        (entry.Digest, entry.Epoch, entry.StartSamples, entry.DurationSamples) == (chunk.Digest, chunk.Epoch, chunk.StartSamples, chunk.DurationSamples);

    private static async IAsyncEnumerable<ManifestEntry> Entries(IEnumerable<ManifestChunk> chunks)
    {
        await Task.CompletedTask;
        foreach (var chunk in chunks)
            yield return new ManifestEntry(chunk.Seq, chunk.StartSamples, chunk.PreSkipSamples, chunk.DurationSamples, chunk.Packets, Convert.FromHexString(chunk.PacketsDigest!));
    }
}
