using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Chronote.Simulation.Server;
using Chronote.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Simulation.Recorders;

/// <summary>The way from one life to whatever process serves now: it delays, loses requests and answers, and delivers some requests twice.</summary>
internal sealed class Network(Life life, TenantId tenant, StoryParts parts, Auditor auditor) : IChunkServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel)
    {
        var answer = await Call("create", edge => edge.Create(tenant, request, idempotencyKey), cancel);
        if (answer is Answer<MeetingView>.Ok { Value: var view }) auditor.Created(life.Name, view);
        return answer;
    }

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel) => Call("meeting", edge => edge.Meeting(tenant, meeting), cancel);

    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel) => Call("clock", edge => edge.Clock(tenant, meeting), cancel);

    public async Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel)
    {
        var answer = await Call($"open {track.Track}", edge => edge.Open(tenant, track, request), cancel);
        if (answer is Answer<EpochOpened>.Ok { Value: var opened }) auditor.EpochOpened(life.Name, track.Track, request, opened);
        return answer;
    }

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel) => Call($"look {track.Track}", edge => edge.Look(tenant, track), cancel);

    public Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var copy = body.ToArray();
        return Put(auditor.Sent(life.Name, track, chunk, copy), edge => edge.Put(tenant, track, chunk, copy), cancel);
    }

    /// <summary>As a simple writer does, who says neither epoch nor place nor digest.</summary>
    public Task<Answer<ChunkAcknowledged>> PutPlain(TrackAddress track, long seq, byte[] body)
    {
        var plain = new ChunkToSend(seq, Epoch: 0, WriterEpoch: 0, StartSamples: 0, ContentDigest.Of(body), "audio/ogg");
        return Put(auditor.Sent(life.Name, track, plain, body), edge => edge.PutPlain(tenant, track, seq, body), CancellationToken.None);
    }

    public async Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel)
    {
        auditor.GivesUp(life.Name, track.Track, request);
        var answer = await Call($"lost {track.Track}", edge => edge.Lost(tenant, track, request), cancel);
        if (answer is Answer<Done>.Ok) auditor.GaveUp(track.Track, request);
        return answer;
    }

    public async Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel)
    {
        var answer = await Call($"gap {track.Track}", edge => edge.Gap(tenant, track, request), cancel);
        if (answer is Answer<Done>.Ok) auditor.GapRecorded(track.Track, request);
        return answer;
    }

    public async Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel)
    {
        auditor.Asks(Demand.Stop);
        var answer = await Call("stop", edge => edge.Stop(tenant, meeting, request), cancel);
        if (answer is Answer<MeetingView>.Ok) auditor.WasGranted(life.Name, Demand.Stop);
        return answer;
    }

    public async Task<Answer<MeetingView>> Cancel(string meeting)
    {
        auditor.Asks(Demand.Cancel);
        var answer = await Call("cancel", edge => edge.Cancel(tenant, meeting), CancellationToken.None);
        if (answer is Answer<MeetingView>.Ok) auditor.WasGranted(life.Name, Demand.Cancel);
        return answer;
    }

    public async Task<Answer<Done>> Delete(string meeting)
    {
        auditor.Asks(Demand.Delete);
        var answer = await Call("delete", edge => edge.Delete(tenant, meeting), CancellationToken.None);
        if (answer is Answer<Done>.Ok) auditor.WasGranted(life.Name, Demand.Delete);
        return answer;
    }

    public Task<Answer<RetriedView>> Retry(string meeting) => Call("retry", edge => edge.Retry(tenant, meeting), CancellationToken.None);

    public Task<Answer<IReadOnlyList<EventRow>>> Events(string meeting, long after) => Read("events", edge => edge.Events(tenant, meeting, after));

    public Task<Answer<IReadOnlyList<SegmentRow>>> Transcript(string meeting) => Read("transcript", edge => edge.Transcript(tenant, meeting));

    public Task<Answer<byte[]>> Audio(TrackAddress track) => Read("audio", edge => edge.Audio(tenant, track));

    public Task<Answer<IReadOnlyList<MeetingRow>>> List() => Read("list", edge => edge.List(tenant));

    private async Task<Answer<ChunkAcknowledged>> Put(SentChunk sent, Func<Edge, Task<Answer<ChunkAcknowledged>>> put, CancellationToken cancel)
    {
        var answer = await Call($"put {sent.Track.Track}/{sent.Chunk.Seq}", put, cancel, other => auditor.Answered(sent, other));
        auditor.Answered(sent, answer);
        return answer;
    }

    private async Task<Answer<T>> Call<T>(string what, Func<Edge, Task<Answer<T>>> call, CancellationToken cancel, Action<Answer<T>>? other = null)
    {
        cancel.ThrowIfCancellationRequested();
        if (life.IsOver) await life.Host.Completions.Create<bool>().Task;
        if (parts.Troubles.DoublesRequest) _ = Once($"{what} again", call, other);
        return await life.Hear(Once(what, call, null));
    }

    private async Task<Answer<T>> Read<T>(string what, Func<EdgeReading, Task<Answer<T>>> read)
    {
        if (life.IsOver) await life.Host.Completions.Create<bool>().Task;
        return await life.Hear(Once(what, world => read(world.Services.GetRequiredService<EdgeReading>()), null));
    }

    private Task<Answer<T>> Once<T>(string what, Func<Edge, Task<Answer<T>>> call, Action<Answer<T>>? heard) =>
        Once(what, world => call(world.Services.GetRequiredService<Edge>()), heard);

    private async Task<Answer<T>> Once<T>(string what, Func<SimulatedWorld, Task<Answer<T>>> call, Action<Answer<T>>? heard)
    {
        try
        {
            var answer = await life.Host.Send($"{life.Name}: {what}", call).WaitAsync(Patience, life.Host.Time);
            heard?.Invoke(answer);
            return answer;
        }
        catch (Exception failure) when (failure is ConnectionLostException or TimeoutException)
        {
            return new Answer<T>.Unknown(failure.Message);
        }
        finally
        {
            parts.Operations.CallEnded();
        }
    }
}
