using Chronote.Client.Server;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Chronote.Simulation.Server;
using Chronote.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Simulation.Recorders;

/// <summary>The way from one life to whatever process serves now: it delays, loses requests and answers, and delivers some requests twice.</summary>
internal sealed class Network(Life life, Troubles troubles, Auditor auditor) : IChunkServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel) =>
        Call("create", edge => edge.Create(request, idempotencyKey), cancel);

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel) => Call("meeting", edge => edge.Meeting(meeting), cancel);

    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel) => Call("clock", edge => edge.Clock(meeting), cancel);

    public async Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel)
    {
        var answer = await Call($"open {track.Track}", edge => edge.Open(track, request), cancel);
        if (answer is Answer<EpochOpened>.Ok { Value: var opened }) auditor.EpochOpened(life.Name, track.Track, opened);
        return answer;
    }

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel) => Call($"look {track.Track}", edge => edge.Look(track), cancel);

    public async Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var copy = body.ToArray();
        var sent = auditor.Sent(life.Name, track, chunk, copy);
        var answer = await Call($"put {track.Track}/{chunk.Seq}", edge => edge.Put(track, chunk, copy), cancel, other => auditor.Answered(sent, other));
        auditor.Answered(sent, answer);
        return answer;
    }

    public Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel)
    {
        auditor.GaveUp(life.Name, track.Track, request);
        return Call($"lost {track.Track}", edge => edge.Lost(track, request), cancel);
    }

    public Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel) => Call($"gap {track.Track}", edge => edge.Gap(track, request), cancel);

    public Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel) => Call("stop", edge => edge.Stop(meeting, request), cancel);

    private async Task<Answer<T>> Call<T>(string what, Func<Edge, Task<Answer<T>>> call, CancellationToken cancel, Action<Answer<T>>? other = null)
    {
        cancel.ThrowIfCancellationRequested();
        if (life.IsOver) await life.Host.Completions.Create<bool>().Task;
        if (troubles.DoublesRequest) _ = Once($"{what} again", call, other);
        return await life.Hear(Once(what, call, null));
    }

    private async Task<Answer<T>> Once<T>(string what, Func<Edge, Task<Answer<T>>> call, Action<Answer<T>>? heard)
    {
        try
        {
            var answer = await life.Host.Send($"{life.Name}: {what}", world => call(world.Services.GetRequiredService<Edge>())).WaitAsync(Patience, life.Host.Time);
            heard?.Invoke(answer);
            return answer;
        }
        catch (Exception failure) when (failure is ConnectionLostException or TimeoutException)
        {
            return new Answer<T>.Unknown(failure.Message);
        }
    }
}
