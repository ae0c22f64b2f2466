using Chronote.Wire;

namespace Chronote.Client.Server;

/// <summary>Where a chunk or a request about a track belongs.</summary>
public readonly record struct TrackAddress(string Meeting, string Track);

/// <summary>A chunk ready to be sent (P-30, P-31).</summary>
/// <param name="Epoch">The run that recorded it.</param>
/// <param name="WriterEpoch">The fence: the newest epoch this writer holds.</param>
/// <param name="StartSamples">Its first sample's place on the timeline, 48 kHz samples.</param>
/// <param name="Digest">SHA-256 of the body, 64 lower-case hexadecimal digits.</param>
/// <param name="MediaType">Of the body, such as <c>audio/ogg</c>.</param>
public sealed record ChunkToSend(long Seq, long Epoch, long WriterEpoch, long StartSamples, string Digest, string MediaType);

/// <summary>
/// The calls of the edge protocol that a recorder needs. Implementations never throw for what a network or a server can do:
/// every outcome is an <see cref="Answer{T}"/>; only cancellation by the caller's token throws. Every call may be repeated.
/// </summary>
public interface IChunkServer
{
    Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel);
    Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel);
    Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel);
    Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel);
    Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel);
    Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel);
    Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel);
    Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel);
    Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel);
}
