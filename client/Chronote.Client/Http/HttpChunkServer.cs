using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Http;

/// <summary>The uploader's server over HTTP.</summary>
public sealed class HttpChunkServer(ChronoteClient client) : IChunkServer
{
    public Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel) =>
        client.CreateMeeting(request, idempotencyKey, cancel);

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel) => client.Meeting(meeting, cancel);

    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel) => client.Clock(meeting, cancel);

    public Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel) =>
        client.OpenEpoch(track, request, cancel);

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel) => client.Track(track, cancel);

    public Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        client.PutChunk(track, chunk, body, cancel);

    public Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel) =>
        client.DeclareLost(track, request, cancel);

    public Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel) =>
        client.RecordGap(track, request, cancel);

    public Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel) =>
        client.Stop(meeting, request, cancel);
}
