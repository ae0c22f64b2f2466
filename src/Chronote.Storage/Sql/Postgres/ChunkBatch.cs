using System.Diagnostics;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Chunks that arrived together: one transaction, one verdict for each.</summary>
/// <remarks>
/// The rows of the tracks are held before anything is read by which a verdict is taken, and until the commit. A plain read would not do: under READ
/// COMMITTED a writer that another one has fenced meanwhile could still commit. Nor would FOR SHARE: every chunk moves its track's counters, and two
/// batches that share a row would both wait to change it. Tracks, and the rows inserted, go in the order of their keys, so that batches meet each
/// other at the first row they have in common.
/// </remarks>
internal sealed class ChunkBatch(ISqlSession session, IReadOnlyList<ChunkToStore> chunks, TextPhase firstPhase, DateTimeOffset now)
{
    private const string HeldTracks = $"""
        SELECT {TrackRows.Columns} FROM tracks WHERE (meeting, track) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY meeting, track FOR NO KEY UPDATE
        """;

    // The bytes take the receipt's number in the same statement; a receipt that is there already takes none.
    private const string InsertBoth = $"""
        WITH receipt AS ({ChunkRows.Insert} ON CONFLICT (track_no, seq) DO NOTHING RETURNING chunk_id, tenant)
        INSERT INTO chunk_bytes (chunk_id, tenant, bytes) SELECT chunk_id, tenant, $18 FROM receipt
        """;

    private readonly Dictionary<TrackKey, StoredTrack> _tracks = [];
    private readonly Dictionary<(long TrackNo, long Seq), Receipt> _receipts = [];
    private readonly HashSet<(long TrackNo, long Seq)> _lost = [];
    private readonly Dictionary<(long TrackNo, long Epoch), (long? First, long? Next)> _ended = [];
    private readonly HashSet<TrackKey> _changed = [];
    private readonly List<SqlStatement> _epochs = [];
    private readonly List<(ChunkKey Key, SqlStatement Insert)> _inserts = [];

    /// <returns>An answer for each chunk, in their order; null for those of tracks that are not there, unless <paramref name="mayAddTracks"/>.</returns>
    public async ValueTask<PutAnswer?[]> Store(bool mayAddTracks)
    {
        if (mayAddTracks)
            foreach (var meeting in chunks.Select(chunk => chunk.Key.Meeting).Distinct().OrderBy(meeting => meeting.Value, StringComparer.Ordinal))
                await session.Locks.Meeting(meeting);
        await HoldTracks();
        await ReadKnown();
        var answers = new PutAnswer?[chunks.Count];
        for (var i = 0; i < chunks.Count; i++) answers[i] = await Decide(chunks[i], mayAddTracks);
        await Write();
        return answers;
    }

    private async ValueTask HoldTracks()
    {
        List<TrackKey> keys = [.. chunks.Select(chunk => chunk.Key.TrackKey).Distinct()];
        string[] meetings = [.. keys.Select(key => key.Meeting.Value)];
        string[] tracks = [.. keys.Select(key => key.Track.Value)];
        foreach (var track in await session.All(HeldTracks, TrackRows.Read, meetings, tracks)) _tracks.Add(track.Row.Key, track);
    }

    // A number at or above the next one is not stored and was not given up: most batches look nothing up.
    private async ValueTask ReadKnown()
    {
        List<(StoredTrack Track, long Seq)> known = [.. chunks.Where(chunk => _tracks.TryGetValue(chunk.Key.TrackKey, out var track) && chunk.Key.Seq < track.Row.NextSeq)
            .Select(chunk => (_tracks[chunk.Key.TrackKey], chunk.Key.Seq)).Distinct()];
        if (known.Count == 0) return;
        var keys = known.Select(each => each.Track).DistinctBy(track => track.TrackNo).ToDictionary(track => track.TrackNo, track => track.Row.Key);
        long[] numbers = [.. known.Select(each => each.Track.TrackNo)];
        long[] seqs = [.. known.Select(each => each.Seq)];
        var stored = await session.All(
            $"SELECT {ChunkRows.Columns}, c.track_no FROM chunks c WHERE (c.track_no, c.seq) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))",
            row => (TrackNo: row.Number(16), ChunkRows.Read(row, keys[row.Number(16)]).Receipt), numbers, seqs);
        foreach (var (trackNo, receipt) in stored) _receipts[(trackNo, receipt.Key.Seq)] = receipt;
        var lost = await session.All(
            """
            SELECT k.track_no, k.seq FROM unnest($1::bigint[], $2::bigint[]) AS k(track_no, seq)
            WHERE EXISTS (SELECT 1 FROM lost_ranges l WHERE l.track_no = k.track_no AND l.from_seq <= k.seq AND l.to_seq >= k.seq)
            """,
            row => (row.Number(0), row.Number(1)), numbers, seqs);
        _lost.UnionWith(lost);
    }

    private async ValueTask<PutAnswer?> Decide(ChunkToStore chunk, bool mayAddTracks)
    {
        var key = chunk.Key.TrackKey;
        if (!_tracks.TryGetValue(key, out var stored))
        {
            if (!mayAddTracks) return null;
            var (refusal, made) = await TrackRows.FindOrMake(session, chunk.Tenant, key, name: null);
            if (refusal is not null) return new PutAnswer.Refused(refusal);
            stored = made!;
        }
        else if (stored.Row.Tenant != chunk.Tenant)
        {
            return new PutAnswer.Refused(TrackRows.UnknownMeeting());
        }
        var (track, place) = (stored.Row, (stored.TrackNo, chunk.Key.Seq));
        var (first, next) = await Bounds(stored, chunk.Epoch ?? track.Epoch ?? 0);
        var view = new AdmissionView(track, _receipts.GetValueOrDefault(place), _lost.Contains(place), first, next, ChunkRows.TimelineSamples(chunk, now));
        switch (Admission.Decide(view, chunk, now))
        {
            case AdmissionVerdict.Store store:
                await Take(chunk, stored, store);
                return new PutAnswer.Stored(store.Receipt, store.Track);
            case AdmissionVerdict.AlreadyHave have:
                return new PutAnswer.AlreadyHave(have.Receipt, track);
            case AdmissionVerdict.Refuse refuse:
                return new PutAnswer.Refused(refuse.Refusal);
            default:
                throw new UnreachableException();
        }
    }

    private async ValueTask<(long? First, long? Next)> Bounds(StoredTrack track, long epoch)
    {
        // An epoch that is not the newest has ended, and its bounds stay.
        if (epoch == track.Row.Epoch || track.TrackNo == 0) return await EpochRows.Bounds(session, track.TrackNo, track.Row, epoch);
        if (!_ended.TryGetValue((track.TrackNo, epoch), out var bounds)) _ended.Add((track.TrackNo, epoch), bounds = await EpochRows.Bounds(session, track.TrackNo, track.Row, epoch));
        return bounds;
    }

    // What later chunks of the batch are judged by; only a new track is inserted at once, because the others need its number.
    private async ValueTask Take(ChunkToStore chunk, StoredTrack stored, AdmissionVerdict.Store store)
    {
        var trackNo = stored.TrackNo;
        if (trackNo == 0) trackNo = await TrackRows.Insert(session, stored.MeetingNo, store.Track);
        else _changed.Add(store.Track.Key);
        if (trackNo == 0) throw new RaceLostException("the track was added meanwhile");
        if (stored.Row.Epoch is null)
            _epochs.Add(new SqlStatement(EpochRows.InsertSql, EpochRows.Values(chunk.Tenant, trackNo, EpochRows.Unnamed(store.Track.Key, now, store.Receipt.StartSamples))));
        _tracks[store.Track.Key] = stored with { TrackNo = trackNo, Row = store.Track };
        _receipts[(trackNo, chunk.Key.Seq)] = store.Receipt;
        _inserts.Add((chunk.Key, new SqlStatement(InsertBoth, [.. ChunkRows.Values(chunk.Tenant, stored.MeetingNo, trackNo, store.Receipt, firstPhase), chunk.Bytes])));
    }

    private async ValueTask Write()
    {
        var updates = _changed.Select(key => _tracks[key]).OrderBy(track => track.TrackNo).Select(track => new SqlStatement(TrackRows.UpdateSql, TrackRows.UpdateValues(track.TrackNo, track.Row)));
        var inserts = _inserts.OrderBy(each => each.Key.Meeting.Value, StringComparer.Ordinal).ThenBy(each => each.Key.Track.Value, StringComparer.Ordinal).ThenBy(each => each.Key.Seq);
        var counts = await session.RunEach([.. updates, .. _epochs, .. inserts.Select(each => each.Insert)]);
        // Each verdict said that its number is free, and whoever could have taken it waits for this transaction.
        if (counts.Any(count => count != 1)) throw new RaceLostException("a row was there already, or gone");
        var late = _inserts.Select(each => each.Key).Where(key => _tracks[key.TrackKey].Row.Phase == WriterPhase.Stopped).Select(key => key.Meeting).Distinct();
        foreach (var meeting in late.OrderBy(meeting => meeting.Value, StringComparer.Ordinal)) await LateWork.Mark(session, meeting, now);
    }
}
