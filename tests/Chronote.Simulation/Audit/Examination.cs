using System.Security.Cryptography;
using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Simulation.Recorders;

namespace Chronote.Simulation.Audit;

/// <summary>Compares an auditor's books of one meeting with its rows and files, once everything is quiet.</summary>
internal sealed class Examination(string name, Auditor auditor, Books books, Findings findings)
{
    // And in which phase it must have been told.
    private static readonly (string Kind, MeetingPhase? Phase)[] ToldOnce =
    [
        ("recording.started", null), ("recording.stopped", MeetingPhase.Completed), ("recording.completed", MeetingPhase.Completed),
        ("recording.failed", MeetingPhase.Failed), ("recording.cancelled", MeetingPhase.Cancelled),
    ];

    public void Examine(MeetingRow? meeting, Remains remains, FileProof files)
    {
        if (meeting is null)
        {
            Found("was never made");
            return;
        }
        Phase(meeting.Phase);
        if (meeting.Phase == MeetingPhase.Deleted)
        {
            foreach (var left in remains.Of(meeting.Id)) Found($"I12: was deleted, and there is still {left}");
            return;
        }
        var tracks = books.Tracks(meeting.Id);
        var chunks = tracks.SelectMany(track => books.ChunksByPlace(track.Key)).ToArray();
        Acknowledged(chunks);
        foreach (var chunk in chunks) Stored(chunk);
        foreach (var track in tracks) Track(track);
        Promises(meeting.Id);
        Events(meeting);
        if (meeting.Phase == MeetingPhase.Failed && chunks.Length > 0) Found($"failed for want of audio, and has {chunks.Length} chunks");
        if (meeting.Phase != MeetingPhase.Completed) return;
        Spooled(chunks);
        Texts(meeting, chunks);
        files.Prove(name, meeting.Id, tracks);
    }

    private void Phase(MeetingPhase phase)
    {
        if (phase == MeetingPhase.Deleted ? !auditor.WasAsked(Demand.Delete) : auditor.WasGranted(Demand.Delete)) Found($"I12: is {phase}, and deleting was {Said(Demand.Delete)}");
        if (phase == MeetingPhase.Deleted) return;
        if (phase == MeetingPhase.Cancelled ? !auditor.WasAsked(Demand.Cancel) : auditor.WasGranted(Demand.Cancel)) Found($"is {phase}, and cancelling was {Said(Demand.Cancel)}");
        if (phase is not (MeetingPhase.Completed or MeetingPhase.Failed or MeetingPhase.Cancelled)) Found($"I5: is {phase}");
    }

    private string Said(Demand demand) => auditor.WasGranted(demand) ? "granted" : auditor.WasAsked(demand) ? "asked for" : "not asked for";

    private void Acknowledged(ChunkRow[] chunks)
    {
        var stored = chunks.ToLookup(chunk => (chunk.Receipt.Key.Track.Value, chunk.Receipt.Key.Seq));
        foreach (var (key, acknowledged) in auditor.Acknowledgements)
        {
            var rows = stored[key].ToArray();
            if (rows.Length != 1) Found($"I1: {key.Track}/{key.Seq} was acknowledged and is stored {rows.Length} times");
            else if (Hex(rows[0].Receipt.Digest) != acknowledged.Digest) Found($"I3: {key.Track}/{key.Seq} is stored with another digest than was acknowledged");
        }
    }

    private void Stored(ChunkRow chunk)
    {
        var (key, digest) = ($"{chunk.Receipt.Key.Track}/{chunk.Receipt.Key.Seq}", Hex(chunk.Receipt.Digest));
        if (books.Bytes(chunk.ChunkId) is not { } bytes) Found($"I1: the bytes of {key} are gone");
        else if (Hex(SHA256.HashData(bytes)) != digest) Found($"I1: the bytes of {key} are not those of its digest");
        if (auditor.Sent(digest) is null) Found($"I10: {key} is stored, and nobody sent it");
        if (auditor.CameFromStaleWritersOnly(digest)) Found($"I3, I7: {key} is stored, and only writers that had been replaced ever sent it");
    }

    private void Track(TrackRow track)
    {
        var (key, rows, lost) = (track.Key.Track, books.ChunksByPlace(track.Key), books.LostRanges(track.Key));
        if (track.ChunkCount != rows.Count) Found($"{key} counts {track.ChunkCount} chunks and has {rows.Count}");
        var (stored, end) = (rows.Select(row => row.Receipt.Key.Seq).ToHashSet(), -1L);
        if (track.LastSeq is { } last && stored.Any(seq => seq > last)) Found($"{key} was named to end with {last}, and has more");
        foreach (var range in lost)
        {
            if (range.FromSeq <= end) Found($"{key} has two lost ranges that overlap at {range.FromSeq}");
            end = range.ToSeq;
            for (var seq = range.FromSeq; seq <= range.ToSeq; seq++)
                if (stored.Contains(seq)) Found($"{key}/{seq} is stored and given up");
        }
    }

    // What was answered with yes is there.
    private void Promises(MeetingId meeting)
    {
        foreach (var (track, lost) in auditor.Losses)
        {
            var accounted = books.AccountedSeqs(new TrackKey(meeting, new TrackId(track)));
            for (var seq = lost.FromSeq; seq <= lost.ToSeq; seq++)
                if (!accounted.Contains(seq)) Found($"I9: {track}/{seq} was given up, and is neither stored nor lost");
        }
        foreach (var (track, gap) in auditor.Gaps)
            if (!books.Gaps(new TrackKey(meeting, new TrackId(track))).Any(stored => (stored.StartSamples, stored.Reason) == (gap.StartSamples, gap.Reason)))
                Found($"I9: the gap of {track} at {gap.StartSamples} was recorded, and is not there");
    }

    private void Spooled(ChunkRow[] chunks)
    {
        var digests = chunks.Select(chunk => Hex(chunk.Receipt.Digest)).ToHashSet(StringComparer.Ordinal);
        foreach (var spooled in auditor.Spooled)
            if (!digests.Contains(spooled.Digest) && !auditor.WasRefusedForGood(spooled.Digest))
                Found($"I1: chunk {spooled.Number} of {spooled.Track} was safe on the disk of {spooled.Life} and is not stored");
    }

    private void Texts(MeetingRow meeting, ChunkRow[] chunks)
    {
        var segments = books.Segments(meeting.Id);
        foreach (var twice in segments.GroupBy(segment => segment.Text, StringComparer.Ordinal).Where(copies => copies.Count() > 1))
            Found($"the text of {twice.Key} is there {twice.Count()} times");
        var said = segments.Select(segment => segment.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var chunk in chunks)
        {
            var key = $"{chunk.Receipt.Key.Track}/{chunk.Receipt.Key.Seq}";
            if (chunk.Text is TextPhase.Stored or TextPhase.Claimed or TextPhase.Retrying or TextPhase.NotWanted) Found($"{key} is {chunk.Text}: neither transcribed nor given up");
            if (books.Bytes(chunk.ChunkId) is not { } bytes) continue;
            if (Sound.Heard(bytes) is not [var heard, ..])
            {
                Found($"I1: the bytes of {key} hold nothing that can be heard");
                continue;
            }
            var text = Sound.TextOf(heard.Serial);
            if (chunk.Text == TextPhase.Transcribed != said.Remove(text)) Found($"{key} is {chunk.Text}, and its text is {(chunk.Text == TextPhase.Transcribed ? "not" : "nevertheless")} there");
        }
        foreach (var text in said.Order(StringComparer.Ordinal)) Found($"the text of {text} is there, and no such chunk");
    }

    private void Events(MeetingRow meeting)
    {
        var rows = books.Events(meeting.Id);
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Number != i + 1)
            {
                Found($"I11: the event after {i} has number {rows[i].Number}");
                return;
            }
        if (rows.Count != meeting.EventNumber) Found($"I11: counts {meeting.EventNumber} events and has {rows.Count}");
        foreach (var (number, seen) in auditor.Events)
            if (number > rows.Count || rows[(int)number - 1] != seen) Found($"I11: a reader saw {seen}, which is not there any more");
        foreach (var again in rows.Where(row => row.Kind == "transcript.segments").SelectMany(TextsOf).GroupBy(text => text).Where(texts => texts.Count() > 1))
            Found($"the text of {again.Key.Track}/{again.Key.Seq} was stored {again.Count()} times, and nobody asked for it again");
        foreach (var (kind, phase) in ToldOnce)
        {
            var times = rows.Count(row => row.Kind == kind);
            if (times > 1 || times == 0 && (phase is null || phase == meeting.Phase)) Found($"I11: {kind} was told {times} times, and it is {meeting.Phase}");
        }
    }

    private static List<(string? Track, long Seq)> TextsOf(EventRow row)
    {
        using var payload = JsonDocument.Parse(row.Payload);
        var (track, from) = (payload.RootElement.GetProperty("track").GetString(), payload.RootElement.GetProperty("from_seq").GetInt64());
        var count = payload.RootElement.GetProperty("to_seq").GetInt64() - from + 1;
        return [.. Enumerable.Range(0, (int)count).Select(i => (track, from + i))];
    }

    private void Found(string what) => findings.Add($"{name}: {what}");

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest);
}
