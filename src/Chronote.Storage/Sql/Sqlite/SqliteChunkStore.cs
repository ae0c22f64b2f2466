using System.Diagnostics;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>The edge's store on SQLite: each verdict is taken and carried out in one transaction, many of which share one commit.</summary>
/// <param name="textWanted">False when no engine is chosen: chunks are stored without waiting for text.</param>
public sealed class SqliteChunkStore(SqliteDatabase database, TimeProvider time, bool textWanted) : SqlChunkStore(database, time)
{
    private readonly TextPhase _firstPhase = textWanted ? TextPhase.Stored : TextPhase.NotWanted;

    public override Task<PutAnswer> Put(ChunkToStore chunk) =>
        database.Writer.Write(Lane.Acknowledgements, session => Synchronous.Run(Put(session, chunk)), chunk.Bytes.Length);

    private async ValueTask<PutAnswer> Put(SqliteSession session, ChunkToStore chunk)
    {
        var now = Now;
        var (refusal, stored) = await TrackRows.FindOrMake(session, chunk.Tenant, chunk.Key.TrackKey, name: null);
        if (refusal is not null) return new PutAnswer.Refused(refusal);
        var (trackNo, track, seq) = (stored!.TrackNo, stored.Row, chunk.Key.Seq);

        // A number at or above the next one is not stored and was not given up: that spares two look-ups for every new chunk.
        var known = trackNo != 0 && seq < track.NextSeq;
        var existing = known ? (await ChunkRows.Find(session, trackNo, chunk.Key))?.Receipt : null;
        var lost = known && existing is null
            && session.Number("SELECT count(*) FROM lost_ranges WHERE track_no = $1 AND from_seq <= $2 AND to_seq >= $2", trackNo, seq) > 0;
        var (first, next) = await EpochRows.Bounds(session, trackNo, track, chunk.Epoch ?? track.Epoch ?? 0);

        switch (Admission.Decide(new AdmissionView(track, existing, lost, first, next, ChunkRows.TimelineSamples(chunk, now)), chunk, now))
        {
            case AdmissionVerdict.Store store:
                if (trackNo == 0) trackNo = await TrackRows.Insert(session, stored.MeetingNo, store.Track);
                else await TrackRows.Update(session, trackNo, store.Track);
                if (track.Epoch is null) await EpochRows.Insert(session, chunk.Tenant, trackNo, EpochRows.Unnamed(chunk.Key.TrackKey, now, store.Receipt.StartSamples));
                session.Run(ChunkRows.Insert, ChunkRows.Values(chunk.Tenant, stored.MeetingNo, trackNo, store.Receipt, _firstPhase));
                ChunkBytes.Insert(session, chunk.Tenant, chunk.Bytes);
                if (track.Phase == WriterPhase.Stopped) await LateWork.Mark(session, chunk.Key.Meeting, now);
                return new PutAnswer.Stored(store.Receipt, store.Track);
            case AdmissionVerdict.AlreadyHave have:
                return new PutAnswer.AlreadyHave(have.Receipt, track);
            case AdmissionVerdict.Refuse refuse:
                return new PutAnswer.Refused(refuse.Refusal);
            default:
                throw new UnreachableException();
        }
    }
}
