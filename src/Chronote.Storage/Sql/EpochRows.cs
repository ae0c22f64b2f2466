using Chronote.Domain;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql;

/// <summary>Reads and writes the runs of a track's source.</summary>
internal static class EpochRows
{
    public const string InsertSql =
        "INSERT INTO epochs (track_no, epoch, tenant, first_seq, writer, opened_at, timeline_samples, source_samples, estimated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    public static ValueTask<int> Insert(ISqlSession session, TenantId tenant, long trackNo, EpochRow epoch) => session.Run(InsertSql, Values(tenant, trackNo, epoch));

    public static object?[] Values(TenantId tenant, long trackNo, EpochRow epoch) =>
    [
        trackNo, epoch.Epoch, tenant.Value, epoch.FirstSeq, epoch.Writer, epoch.OpenedAt.ToUnixTimeMilliseconds(), epoch.TimelineSamples, epoch.SourceSamples, epoch.Estimated ? 1 : 0,
    ];

    /// <summary>The epoch a simple writer opens with its first chunk (P-32).</summary>
    public static EpochRow Unnamed(TrackKey track, DateTimeOffset now, long startSamples) => new(track, 0, 0, "", now, startSamples, 0, false);

    /// <summary>First number of the epoch, and of the one after it.</summary>
    public static async ValueTask<(long? First, long? Next)> Bounds(ISqlSession session, long trackNo, TrackRow track, long epoch)
    {
        if (epoch == track.Epoch) return (track.FirstSeq, null);
        if (track.Epoch is null || trackNo == 0) return (null, null);
        var firsts = await session.All("SELECT epoch, first_seq FROM epochs WHERE track_no = $1 AND epoch IN ($2, $2 + 1) ORDER BY epoch",
            row => (Epoch: row.Number(0), First: row.Number(1)), trackNo, epoch);
        return (Of(epoch), Of(epoch + 1));

        long? Of(long wanted) => firsts.Where(row => row.Epoch == wanted).Select(row => (long?)row.First).FirstOrDefault();
    }

    /// <summary>The epoch that the wish's writer opened before.</summary>
    public static async ValueTask<OpenedBefore?> Before(ISqlSession session, StoredTrack track, OpenEpoch wish)
    {
        var epoch = await session.One("SELECT epoch, first_seq, opened_at, timeline_samples, source_samples, estimated FROM epochs WHERE track_no = $1 AND writer = $2",
            row => new EpochRow(wish.Track, row.Number(0), row.Number(1), wish.Writer, row.Time(2), row.Number(3), row.Number(4), row.Flag(5)), track.TrackNo, wish.Writer);
        return epoch is null ? null : new OpenedBefore(epoch, (await Bounds(session, track.TrackNo, track.Row, epoch.Epoch)).Next);
    }
}
