using System.Security.Cryptography;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Media.Proof;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Audit;

/// <summary>Every chunk of a track is in its file once, in order, packet for packet (I1).</summary>
internal sealed class FileProof(Books books, MemoryBlobs blobs, Findings findings)
{
    public void Prove(string name, MeetingId meeting, IReadOnlyList<TrackRow> tracks)
    {
        var progress = books.Progress(meeting);
        if (!progress.FilesAreCurrent || !progress.NotesAreCurrent) findings.Add($"{name}: I1: files are current: {progress.FilesAreCurrent}, notes are current: {progress.NotesAreCurrent}");
        var artefacts = books.Artefacts(meeting).ToDictionary(artefact => artefact.Track);
        foreach (var track in tracks.Select(track => track.Key))
        {
            var rows = books.ChunksByPlace(track);
            if (rows.Count == 0) continue;
            if (!artefacts.TryGetValue(track.Track, out var artefact) || blobs.Find(artefact.Object) is not { } file) findings.Add($"{name}: I1: {track.Track} has {rows.Count} chunks and no file");
            else if (!SHA256.HashData(file).AsSpan().SequenceEqual(artefact.Digest)) findings.Add($"{name}: I1, I7: the file of {track.Track} is not the one of its row");
            else Prove($"{name}, {track.Track}", rows, file);
        }
    }

    private void Prove(string name, IReadOnlyList<ChunkRow> rows, byte[] file)
    {
        var bySeq = rows.ToDictionary(row => row.Receipt.Key.Seq, row => row.ChunkId);
        var report = AssemblyProof.Check(Manifest(rows), new MemoryStream(file), seq => new(books.Bytes(bySeq[seq]) is { } bytes ? bytes : (ReadOnlyMemory<byte>?)null)).GetAwaiter().GetResult();
        if (!report.Holds)
            findings.Add($"{name}: I1: its file holds {report.FoundOnce} of {report.Acknowledged} chunks once; lost {report.Lost.Count}, doubled {report.Doubled.Count}, "
                + $"misplaced {report.Misplaced.Count}, unproven {report.Unproven.Count}, unknown packets {report.UnknownPackets} {report.Fault}");
    }

    private static async IAsyncEnumerable<ManifestEntry> Manifest(IEnumerable<ChunkRow> rows)
    {
        foreach (var (receipt, shape) in rows.Select(row => (row.Receipt, row.Receipt.Shape)))
            yield return new ManifestEntry(receipt.Key.Seq, receipt.StartSamples, shape.PreSkipSamples, shape.DurationSamples, shape.Packets, shape.PacketsDigest);
        await Task.CompletedTask;
    }
}
