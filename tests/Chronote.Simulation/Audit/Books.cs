using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Audit;

/// <summary>The rows as they are, read past every port.</summary>
/// <param name="database">The one that lives now: after a power cut it is another.</param>
internal sealed class Books(Func<SqliteDatabase> database)
{
    private const int All = 100_000;

    private SqlMeetingStore Meetings => new(database());

    /// <summary>Null as long as nobody has made one.</summary>
    public MeetingRow? Meeting(TenantId tenant, string key) => Now(Meetings.ByIdempotencyKey(tenant, key)) is { } found ? Now(Meetings.Meeting(tenant, found.Id)) : null;

    public long MeetingCount => CountOf("meetings");

    public MeetingProgress Progress(MeetingId meeting) => Now(Meetings.Progress(meeting));

    public IReadOnlyList<TrackRow> Tracks(MeetingId meeting) => Now(Meetings.Tracks(meeting));

    public long? Epoch(TrackKey track) => Now(Meetings.Track(track))?.Epoch;

    public IReadOnlyList<ChunkRow> ChunksByPlace(TrackKey track) => Now(Meetings.ChunksByPlace(track, -1, -1, All));

    public IReadOnlyList<LostRange> LostRanges(TrackKey track) => Now(Meetings.LostRanges(track, 0));

    public IReadOnlyList<Gap> Gaps(TrackKey track) => Now(Meetings.Gaps(track));

    public IReadOnlyList<EventRow> Events(MeetingId meeting) => Now(Meetings.Events(meeting, 0, All));

    public IReadOnlyList<SegmentRow> Segments(MeetingId meeting) => Now(Meetings.Segments(meeting, 0, All));

    public IReadOnlyList<ArtefactRow> Artefacts(MeetingId meeting) => Now(Meetings.Artefacts(meeting));

    public byte[]? Bytes(long chunkId) => Read(session => session.One("SELECT bytes FROM chunk_bytes WHERE chunk_id = $1", row => row.Bytes(0), chunkId));

    public long CountOf(string table) => Read(session => session.Number($"SELECT count(*) FROM {table}"));

    public bool IsIntended(string blob) => Read(session => session.Number("SELECT count(*) FROM intents WHERE object = $1", blob)) > 0;

    /// <summary>Meetings that are past their stored deadline by so much and not completed (I5).</summary>
    public IReadOnlyList<string> Overdue(DateTimeOffset now, TimeSpan grace) => Read(session => session.All(
        "SELECT meeting FROM meetings WHERE phase = 'Draining' AND deadline_at < $1 ORDER BY meeting", row => row.Text(0), (now - grace).ToUnixTimeMilliseconds()));

    public bool NamesADeletedMeeting(string text) => Read(session => session.Number("SELECT count(*) FROM meetings WHERE phase = 'Deleted' AND instr($1, meeting) > 0", text)) > 0;

    /// <summary>Numbers that are stored or given up.</summary>
    public HashSet<long> AccountedSeqs(TrackKey track)
    {
        var accounted = new HashSet<long>(Now(Meetings.StoredSeqs(track, 0, All)));
        foreach (var range in LostRanges(track))
            for (var seq = range.FromSeq; seq <= range.ToSeq; seq++) accounted.Add(seq);
        return accounted;
    }

    /// <summary>Chunks that begin before the end of one before them: of these only what lies behind it is heard.</summary>
    public HashSet<long> CoveredSeqs(TrackKey track)
    {
        var (covered, end) = (new HashSet<long>(), 0L);
        foreach (var receipt in ChunksByPlace(track).Select(chunk => chunk.Receipt))
        {
            if (receipt.StartSamples < end) covered.Add(receipt.Key.Seq);
            end = Math.Max(end, receipt.StartSamples + receipt.Shape.DurationSamples);
        }
        return covered;
    }

    private T Read<T>(Func<SqliteSession, T> read) => database().Read(read);

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
