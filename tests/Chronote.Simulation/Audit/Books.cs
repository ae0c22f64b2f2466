using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Simulation.Server;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Audit;

/// <summary>The rows as they are, read past every port.</summary>
internal sealed class Books(SqliteDatabase database)
{
    private const int All = 100_000;

    private readonly SqlMeetingStore _meetings = new(database);

    /// <summary>Null as long as nobody has made one.</summary>
    public MeetingRow? Meeting => Now(_meetings.Meetings(Edge.Tenant, null, All)).FirstOrDefault();

    public int MeetingCount => Now(_meetings.Meetings(Edge.Tenant, null, All)).Count;

    public MeetingProgress Progress(MeetingId meeting) => Now(_meetings.Progress(meeting));

    public IReadOnlyList<TrackKey> Tracks(MeetingId meeting) => [.. Now(_meetings.Tracks(meeting)).Select(track => track.Key)];

    public long CountedChunks(TrackKey track) => Now(_meetings.Track(track))!.ChunkCount;

    public long? Epoch(TrackKey track) => Now(_meetings.Track(track))?.Epoch;

    public IReadOnlyList<ChunkRow> ChunksByPlace(TrackKey track) => Now(_meetings.ChunksByPlace(track, -1, -1, All));

    public IReadOnlyList<EventRow> Events(MeetingId meeting) => Now(_meetings.Events(meeting, 0, All));

    public IReadOnlyList<SegmentRow> Segments(MeetingId meeting) => Now(_meetings.Segments(meeting, 0, All));

    public IReadOnlyList<ArtefactRow> Artefacts(MeetingId meeting) => Now(_meetings.Artefacts(meeting));

    public byte[]? Bytes(long chunkId) => database.Read(session => session.One("SELECT bytes FROM chunk_bytes WHERE chunk_id = $1", row => row.Bytes(0), chunkId));

    public long CountOf(string table) => database.Read(session => session.Number($"SELECT count(*) FROM {table}"));

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
