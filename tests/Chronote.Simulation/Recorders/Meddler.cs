using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Chronote.Wire;

namespace Chronote.Simulation.Recorders;

/// <summary>Sends what was acknowledged once more, other bytes under a number that is taken, and new chunks in the name of epochs that are over.</summary>
internal sealed class Meddler(Life life, Troubles troubles, Auditor auditor, Names names, Findings findings)
{
    private const int Asked = 4;
    private const int ChunkPackets = 8;

    private readonly Network _network = new(life, troubles, auditor);

    public void End() => life.End();

    public async Task Run()
    {
        var time = new LifeTime(life);
        for (var i = 0; i < 12; i++)
        {
            await Task.Delay(life.Host.Workload.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5)), time);
            if (Pick() is not { } sent || auditor.NewestEpoch(sent.Track.Track) is not { } newest) continue;
            switch (life.Host.Workload.Below(3))
            {
                case 0: await Repeat(sent, newest); break;
                case 1: await Contradict(sent, newest); break;
                default: await WriteAsOlder(sent, newest, sent.Chunk.Seq + life.Host.Workload.Below(4)); break;
            }
        }
    }

    /// <summary>With nothing in the way every answer is certain.</summary>
    public async Task AskAgain(Books books, MeetingId meeting)
    {
        for (var i = 0; i < Asked; i++)
        {
            if (Pick() is not { } sent || books.Epoch(new TrackKey(meeting, new TrackId(sent.Track.Track))) is not { } newest) continue;
            if (await Repeat(sent, newest) is not Answer<ChunkAcknowledged>.Ok) findings.Add($"I3: {sent.Track.Track}/{sent.Chunk.Seq} was acknowledged, and is not again");
            if (Code(await Contradict(sent, newest)) != ProblemCodes.Conflict) findings.Add($"I3: other bytes under {sent.Track.Track}/{sent.Chunk.Seq} are no conflict");
            if (newest > 0 && Code(await WriteAsOlder(sent, newest, sent.Chunk.Seq)) != ProblemCodes.StaleEpoch) findings.Add($"I3: {sent.Track.Track} takes chunks of a writer that was replaced");
        }
    }

    private SentChunk? Pick()
    {
        if (auditor.SentAndAcknowledged.Count == 0) return null;
        return auditor.SentAndAcknowledged.ElementAt(life.Host.Workload.Below(auditor.SentAndAcknowledged.Count)).Value;
    }

    private Task<Answer<ChunkAcknowledged>> Repeat(SentChunk sent, long newest) => _network.Put(sent.Track, sent.Chunk with { WriterEpoch = newest }, sent.Body, CancellationToken.None);

    private Task<Answer<ChunkAcknowledged>> Contradict(SentChunk sent, long newest)
    {
        var body = Sound.Chunk(names.NextSerial(), ChunkPackets);
        return _network.Put(sent.Track, sent.Chunk with { WriterEpoch = newest, Digest = ContentDigest.Of(body) }, body, CancellationToken.None);
    }

    private Task<Answer<ChunkAcknowledged>> WriteAsOlder(SentChunk sent, long newest, long seq)
    {
        if (newest == 0) return Repeat(sent, newest);
        var body = Sound.Chunk(names.NextSerial(), ChunkPackets);
        return _network.Put(sent.Track, sent.Chunk with { Seq = seq, Epoch = newest - 1, WriterEpoch = newest - 1, Digest = ContentDigest.Of(body) }, body, CancellationToken.None);
    }

    private static string? Code(Answer<ChunkAcknowledged> answer) => answer is Answer<ChunkAcknowledged>.Refused { Problem.Code: var code } ? code : null;
}
