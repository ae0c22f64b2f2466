using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Problems;
using Chronote.Wire;

namespace Chronote.Silo.Discord.Recording;

/// <summary>
/// The edge protocol without HTTP: a receiver in this process asks what a recorder's requests ask, and gets what a recorder's client would make of the answers.
/// </summary>
internal sealed class DirectChunkServer(TenantId tenant, MeetingCalls meetings, TrackCalls tracks, ChunkIngest ingest) : IChunkServer
{
    private static readonly TimeSpan BusyDefault = TimeSpan.FromSeconds(1);

    public Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel) =>
        Task.FromResult<Answer<MeetingView>>(new Answer<MeetingView>.Unknown("A receiver records meetings that are there already"));

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel) =>
        With<MeetingView>(meeting, cancel, async row => new Called<MeetingView>.Done(await meetings.View(row)));

    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel) =>
        With<ClockView>(meeting, cancel, row => Task.FromResult<Called<ClockView>>(new Called<ClockView>.Done(meetings.Clock(row))));

    public Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, Wire.OpenEpoch request, CancellationToken cancel) =>
        WithTrack(track, cancel, key => tracks.OpenEpoch(tenant, key, request));

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel) => With(track.Meeting, cancel, row => tracks.Look(row, track.Track));

    public Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel) => Call<ChunkAcknowledged>(cancel, async () =>
    {
        if (!MeetingId.TryParse(track.Meeting, out var meeting)) return ProblemResult.Of("unknown_meeting");
        if (!TrackId.TryParse(track.Track, out var id)) return ProblemResult.Of("invalid", TrackCalls.TrackIdRule);
        var put = new ChunkPut(
            tenant, new ChunkKey(meeting, id, chunk.Seq), chunk.Epoch, chunk.WriterEpoch, chunk.StartSamples, Convert.FromHexString(chunk.Digest), chunk.MediaType, body);
        return await ingest.Put(put) switch
        {
            ChunkPutAnswer.Acknowledged acknowledged => new Called<ChunkAcknowledged>.Done(acknowledged.Body, acknowledged.Again),
            ChunkPutAnswer.Refused refused => ProblemResult.Of(refused.Refusal),
            ChunkPutAnswer.BadBody bad => ProblemResult.Of(bad.Code, bad.Detail),
            ChunkPutAnswer.Unstored unstored => ProblemResult.Of(unstored.Failure),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    });

    public Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel) =>
        WithTrack(track, cancel, async key => DoneOr(await tracks.Lost(tenant, key, request)));

    public Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel) =>
        WithTrack(track, cancel, async key => DoneOr(await tracks.RecordGap(tenant, key, request)));

    public Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel) =>
        With(meeting, cancel, row => meetings.Stop(tenant, row, request));

    private static Called<Done> DoneOr(ProblemResult? problem) => problem is null ? new Called<Done>.Done(default) : problem;

    private Task<Answer<T>> WithTrack<T>(TrackAddress track, CancellationToken cancel, Func<TrackKey, Task<Called<T>>> call) => With<T>(track.Meeting, cancel, async row =>
        TrackId.TryParse(track.Track, out var id) ? await call(new TrackKey(row.Id, id)) : ProblemResult.Of("invalid", TrackCalls.TrackIdRule));

    private Task<Answer<T>> With<T>(string meeting, CancellationToken cancel, Func<MeetingRow, Task<Called<T>>> call) => Call<T>(cancel, async () =>
        await meetings.Find(tenant, meeting) switch
        {
            Called<MeetingRow>.Done found => await call(found.Value),
            Called<MeetingRow>.Failed failed => failed.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    private static async Task<Answer<T>> Call<T>(CancellationToken cancel, Func<Task<Called<T>>> call)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return await call() switch
            {
                Called<T>.Done done => new Answer<T>.Ok(done.Value, done.Again),
                Called<T>.Failed failed => No<T>(failed.Problem),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (StoreException failure)
        {
            return No<T>(ProblemResult.Of(failure));
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // Whatever it was, a grain on its way between two servers or a mistake of ours: it may be done or not, and everything may be repeated (P-5).
            return new Answer<T>.Unknown(failure.Message);
        }
    }

    private static Answer<T> No<T>(ProblemResult problem)
    {
        var wire = new Problem
        {
            Type = $"/problems/{problem.Kind.Code}", Title = problem.Kind.Title, Status = problem.Kind.Status, Detail = problem.Detail, Code = problem.Kind.Code,
            NewestEpoch = problem.NewestEpoch,
        };
        return problem.Kind.Status switch
        {
            429 or 503 => new Answer<T>.Busy(problem.RetryAfter ?? BusyDefault, wire),
            >= 500 => new Answer<T>.Unknown(problem.Detail ?? problem.Kind.Title),
            _ => new Answer<T>.Refused(wire),
        };
    }
}
