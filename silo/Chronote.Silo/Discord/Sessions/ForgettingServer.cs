using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Wire;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>
/// Takes what is delivered of a person who was erased from the meeting, and forgets it: their spool empties, instead of keeping what was refused, and the
/// recording of the others goes on. A meeting that was deleted as a whole refuses as ever.
/// </summary>
internal sealed class ForgettingServer(IChunkServer inner, IMeetingStore meetings, TenantId tenant) : IChunkServer
{
    public Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel) => inner.Create(request, idempotencyKey, cancel);

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel) => inner.Meeting(meeting, cancel);

    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel) => inner.Clock(meeting, cancel);

    public Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel) => inner.Stop(meeting, request, cancel);

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel) => inner.Track(track, cancel);

    public Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel) => OrForget(
        track, inner.OpenEpoch(track, request, cancel), () =>
        {
            var epoch = (request.SeenEpoch ?? -1) + 1;
            return new EpochOpened(epoch, request.FirstSeq, request.FirstSeq, Limits.SeqMax, epoch);
        });

    public Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel) => OrForget(
        track, inner.Put(track, chunk, body, cancel), () => new ChunkAcknowledged
        {
            Seq = chunk.Seq, Epoch = chunk.Epoch, Digest = chunk.Digest, StartSamples = chunk.StartSamples, DurationSamples = 0, NextSeq = chunk.Seq + 1, CreditSeq = Limits.SeqMax,
            SlowDown = false,
        });

    public Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel) => OrForget(track, inner.DeclareLost(track, request, cancel), () => default(Done));

    public Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel) => OrForget(track, inner.RecordGap(track, request, cancel), () => default(Done));

    private async Task<Answer<T>> OrForget<T>(TrackAddress track, Task<Answer<T>> asked, Func<T> forgotten)
    {
        var answer = await asked;
        if (answer is not Answer<T>.Refused { Problem.Code: ProblemCodes.Deleted } || !MeetingId.TryParse(track.Meeting, out var id)) return answer;
        return await meetings.Meeting(tenant, id) is { Phase: not MeetingPhase.Deleted } ? new Answer<T>.Ok(forgotten()) : answer;
    }
}
