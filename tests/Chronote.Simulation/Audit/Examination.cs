using System.Security.Cryptography;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Media.Proof;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Audit;

/// <summary>Compares the auditor's books with the rows and files, once everything is quiet.</summary>
/// <param name="servedSince">Since when a server has been up without trouble.</param>
internal sealed class Examination(Auditor auditor, Books books, MemoryBlobs blobs, DateTimeOffset servedSince, Findings findings)
{
    // The poller's second, and what ports take.
    private static readonly TimeSpan PastDeadlineMax = TimeSpan.FromSeconds(5);

    public void Examine()
    {
        if (books.MeetingCount != 1) findings.Add($"there are {books.MeetingCount} meetings; one was made, under one key");
        if (books.Meeting is not { } meeting) return;
        if (meeting.Phase != MeetingPhase.Completed) findings.Add($"I5: the meeting is {meeting.Phase}");
        Punctual(meeting);
        var chunks = books.Tracks(meeting.Id).SelectMany(books.ChunksByPlace).ToArray();
        Acknowledged(chunks);
        foreach (var chunk in chunks) Stored(chunk);
        Spooled(chunks);
        Texts(meeting, chunks);
        Events(meeting);
        Files(meeting);
    }

    // One that had failed completes when its first audio comes, however late that is.
    private void Punctual(MeetingRow meeting)
    {
        if (meeting is not { DeadlineAt: { } deadline, CompletedAt: { } completed } || books.Events(meeting.Id).Any(each => each.Kind == "recording.failed")) return;
        var latest = (deadline > servedSince ? deadline : servedSince) + PastDeadlineMax;
        if (completed > latest) findings.Add($"I5: the meeting was to be complete at {latest:HH:mm:ss.fff} and was at {completed:HH:mm:ss.fff}");
    }

    private void Acknowledged(ChunkRow[] chunks)
    {
        var stored = chunks.ToLookup(chunk => (chunk.Receipt.Key.Track.Value, chunk.Receipt.Key.Seq));
        foreach (var (key, acknowledged) in auditor.Acknowledgements)
        {
            var rows = stored[key].ToArray();
            if (rows.Length != 1) findings.Add($"I1: {key.Track}/{key.Seq} was acknowledged and is stored {rows.Length} times");
            else if (Hex(rows[0].Receipt.Digest) != acknowledged.Digest) findings.Add($"I3: {key.Track}/{key.Seq} is stored with another digest than was acknowledged");
        }
    }

    private void Stored(ChunkRow chunk)
    {
        var (name, digest) = ($"{chunk.Receipt.Key.Track}/{chunk.Receipt.Key.Seq}", Hex(chunk.Receipt.Digest));
        if (books.Bytes(chunk.ChunkId) is not { } bytes) findings.Add($"I1: the bytes of {name} are gone");
        else if (Hex(SHA256.HashData(bytes)) != digest) findings.Add($"I1: the bytes of {name} are not those of its digest");
        if (auditor.Sent(digest) is null) findings.Add($"{name} is stored, and nobody sent it");
        if (auditor.CameFromStaleWritersOnly(digest)) findings.Add($"I3, I7: {name} is stored, and only writers that had been replaced ever sent it");
        if (chunk.Text is TextPhase.Stored or TextPhase.Claimed or TextPhase.Retrying or TextPhase.NotWanted) findings.Add($"{name} is {chunk.Text}: neither transcribed nor given up");
    }

    private void Spooled(ChunkRow[] chunks)
    {
        var digests = chunks.Select(chunk => Hex(chunk.Receipt.Digest)).ToHashSet(StringComparer.Ordinal);
        foreach (var spooled in auditor.Spooled)
            if (!digests.Contains(spooled.Digest) && !auditor.WasRefusedForGood(spooled.Digest))
                findings.Add($"I1: chunk {spooled.Number} of {spooled.Track} was safe on the disk of {spooled.Life} and is not stored");
    }

    private void Texts(MeetingRow meeting, ChunkRow[] chunks)
    {
        var segments = books.Segments(meeting.Id);
        foreach (var twice in segments.GroupBy(segment => segment.Text, StringComparer.Ordinal).Where(copies => copies.Count() > 1))
            findings.Add($"the text of {twice.Key} is there {twice.Count()} times");
        var said = segments.Select(segment => segment.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var chunk in chunks)
        {
            if (books.Bytes(chunk.ChunkId) is not { } bytes) continue;
            var text = Sound.TextOf(Sound.Heard(bytes)[0].Serial);
            if (chunk.Text == TextPhase.Transcribed != said.Remove(text))
                findings.Add($"{chunk.Receipt.Key.Track}/{chunk.Receipt.Key.Seq} is {chunk.Text}, and its text is {(chunk.Text == TextPhase.Transcribed ? "not" : "nevertheless")} there");
        }
        foreach (var text in said.Order(StringComparer.Ordinal)) findings.Add($"the text of {text} is there, and no such chunk");
    }

    private void Events(MeetingRow meeting)
    {
        var numbers = books.Events(meeting.Id).Select(each => each.Number).ToArray();
        for (var i = 0; i < numbers.Length; i++)
            if (numbers[i] != i + 1)
            {
                findings.Add($"the event after {i} has number {numbers[i]}");
                return;
            }
        if (numbers.Length != meeting.EventNumber) findings.Add($"the meeting counts {meeting.EventNumber} events and has {numbers.Length}");
        foreach (var once in (string[])["recording.started", "recording.stopped", "recording.completed"])
            if (books.Events(meeting.Id).Count(each => each.Kind == once) is not 1 and var times) findings.Add($"{once} was told {times} times");
    }

    private void Files(MeetingRow meeting)
    {
        var progress = books.Progress(meeting.Id);
        if (!progress.FilesAreCurrent || !progress.NotesAreCurrent) findings.Add($"I1: files are current: {progress.FilesAreCurrent}, notes are current: {progress.NotesAreCurrent}");
        var artefacts = books.Artefacts(meeting.Id).ToDictionary(artefact => artefact.Track);
        foreach (var track in books.Tracks(meeting.Id))
        {
            var rows = books.ChunksByPlace(track);
            if (books.CountedChunks(track) != rows.Count) findings.Add($"{track.Track} counts {books.CountedChunks(track)} chunks and has {rows.Count}");
            if (rows.Count == 0) continue;
            if (!artefacts.TryGetValue(track.Track, out var artefact) || blobs.Find(artefact.Object) is not { } file) findings.Add($"I1: {track.Track} has {rows.Count} chunks and no file");
            else if (!SHA256.HashData(file).AsSpan().SequenceEqual(artefact.Digest)) findings.Add($"I1: the file of {track.Track} is not the one of its row");
            else Prove(track.Track.Value, rows, file);
        }
    }

    private void Prove(string track, IReadOnlyList<ChunkRow> rows, byte[] file)
    {
        var bySeq = rows.ToDictionary(row => row.Receipt.Key.Seq, row => row.ChunkId);
        var report = AssemblyProof.Check(Manifest(rows), new MemoryStream(file), seq => new(books.Bytes(bySeq[seq]) is { } bytes ? bytes : (ReadOnlyMemory<byte>?)null)).GetAwaiter().GetResult();
        if (!report.Holds)
            findings.Add($"I1: the file of {track} holds {report.FoundOnce} of {report.Acknowledged} chunks once; lost {report.Lost.Count}, doubled {report.Doubled.Count}, "
                + $"misplaced {report.Misplaced.Count}, unproven {report.Unproven.Count}, unknown packets {report.UnknownPackets} {report.Fault}");
    }

    private static async IAsyncEnumerable<ManifestEntry> Manifest(IEnumerable<ChunkRow> rows)
    {
        foreach (var (receipt, shape) in rows.Select(row => (row.Receipt, row.Receipt.Shape)))
            yield return new ManifestEntry(receipt.Key.Seq, receipt.StartSamples, shape.PreSkipSamples, shape.DurationSamples, shape.Packets, shape.PacketsDigest);
        await Task.CompletedTask;
    }

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest);
}
