using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Tests.World;

/// <summary>A network between a client and the books: slow, lossy both ways, repeating, and busy, as the seed draws it.</summary>
internal sealed class UnreliableServer(ServerBooks books, ManualTime time, Random random) : IChunkServer
{
    public double LoseRequest { get; set; }
    public double LoseReply { get; set; }
    public double Duplicate { get; set; }
    public double BusyRate { get; set; }
    public double DamageRate { get; set; }
    public bool IsDown { get; set; }
    public TimeSpan? PutBusyFor { get; set; }
    public bool KeyIsWrong { get; set; }
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(20);
    public int InFlight { get; private set; }
    public int InFlightMost { get; private set; }
    public List<(long Seq, DateTimeOffset At)> Puts { get; } = [];

    /// <summary>Every acknowledgement that reached the client.</summary>
    public List<(string Track, long Seq, string Digest)> AcknowledgementsHeard { get; } = [];

    public Task<Answer<MeetingView>> Create(CreateMeeting request, string idempotencyKey, CancellationToken cancel) =>
        Call(() => books.Create(idempotencyKey), cancel);

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel) =>
        Call(Answer<MeetingView> () => new Answer<MeetingView>.Ok(books.View()), cancel);

    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel) =>
        Call(Answer<ClockView> () => new Answer<ClockView>.Ok(new ClockView(books.Timeline)), cancel);

    public Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel) =>
        Call(() => books.Open(track.Track, request), cancel);

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel) => Call(() => books.View(track.Track), cancel);

    public async Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        Puts.Add((chunk.Seq, time.True));
        InFlightMost = Math.Max(InFlightMost, ++InFlight);
        var arrived = body.ToArray();
        if (arrived.Length > 0 && Draw(DamageRate)) arrived[random.Next(arrived.Length)] ^= 1;
        var answer = await Call(() => PutBusyFor is { } busy ? new Answer<ChunkAcknowledged>.Busy(busy) : books.Put(track.Track, chunk, arrived), cancel);
        InFlight--;
        if (answer is Answer<ChunkAcknowledged>.Ok { Value: var yes }) AcknowledgementsHeard.Add((track.Track, yes.Seq, yes.Digest));
        return answer;
    }

    public Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel) =>
        Call(() => books.Lose(track.Track, request), cancel);

    public Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel) =>
        Call(() => books.Gap(track.Track, request), cancel);

    public Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel) =>
        Call(() => books.Stop(request), cancel);

    private async Task<Answer<T>> Call<T>(Func<Answer<T>> work, CancellationToken cancel)
    {
        await Travel(cancel);
        if (IsDown || Draw(LoseRequest)) return new Answer<T>.Unknown("the request was lost");
        if (KeyIsWrong) return new Answer<T>.Refused(new Problem { Type = "", Title = "The key is unknown", Status = 401, Code = "unknown_key" });
        if (Draw(BusyRate)) return new Answer<T>.Busy(TimeSpan.FromSeconds(1 + random.Next(3)));
        var answer = work();
        if (Draw(Duplicate)) work();
        await Travel(cancel);
        return IsDown || Draw(LoseReply) ? new Answer<T>.Unknown("the reply was lost") : answer;
    }

    private Task Travel(CancellationToken cancel) => Task.Delay(Latency * (0.5 + random.NextDouble()), time, cancel);

    private bool Draw(double chance) => chance > 0 && random.NextDouble() < chance;
}
