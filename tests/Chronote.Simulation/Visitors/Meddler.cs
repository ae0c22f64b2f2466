using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;
using Chronote.Wire;

namespace Chronote.Simulation.Visitors;

/// <summary>Sends what was acknowledged once more, other bytes under a number that is taken, and new chunks in the name of epochs that are over.</summary>
internal sealed class Meddler : Visitor
{
    private const int Asked = 3;
    private const int ChunkPackets = 8;

    private readonly Network _network;

    public Meddler(Scene scene, string name) : base(scene, name) => _network = scene.NewNetwork(Life);

    private Auditor Auditor => Scene.Auditor;

    protected override async Task Run()
    {
        for (var i = 0; i < 8; i++)
        {
            await Pause(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
            if (Pick() is not { } sent || Auditor.NewestEpoch(sent.Track.Track) is not { } newest) continue;
            switch (Draw.Below(3))
            {
                case 0: await Repeat(sent, newest); break;
                case 1: await Contradict(sent, newest); break;
                default: await WriteAsOlder(sent, newest, sent.Chunk.Seq + Draw.Below(4)); break;
            }
        }
    }

    /// <summary>With nothing in the way every answer is certain.</summary>
    public async Task AskAgain()
    {
        if (Scene.Row is not { } meeting) return;
        if (meeting.Phase == MeetingPhase.Deleted)
        {
            await AskTheDead(meeting.Id);
            return;
        }
        for (var i = 0; i < Asked; i++)
        {
            if (Pick() is not { } sent || Scene.Parts.Books.Epoch(new TrackKey(meeting.Id, new TrackId(sent.Track.Track))) is not { } newest) continue;
            var name = $"{sent.Track.Track}/{sent.Chunk.Seq} of meeting {Scene.Number}";
            if (await Repeat(sent, newest) is not Answer<ChunkAcknowledged>.Ok) Findings.Add($"I3: {name} was acknowledged, and is not again");
            if (Code(await Contradict(sent, newest)) != ProblemCodes.Conflict) Findings.Add($"I3: other bytes under {name} are no conflict");
            if (newest > 0 && Code(await WriteAsOlder(sent, newest, sent.Chunk.Seq)) != ProblemCodes.StaleEpoch) Findings.Add($"I3: the track of {name} takes chunks of a writer that was replaced");
            await LookAtTrack(meeting.Id, sent.Track);
        }
    }

    private async Task AskTheDead(MeetingId meeting)
    {
        if (Code(await _network.Meeting(meeting.Value, CancellationToken.None)) != ProblemCodes.Deleted) Findings.Add($"I12: meeting {Scene.Number} was deleted and is shown");
        if (Code(await _network.Create(Scene.Request, Scene.Key, CancellationToken.None)) != ProblemCodes.Deleted) Findings.Add($"I12: meeting {Scene.Number} was deleted and can be made again");
        if (Pick() is { } sent && await Repeat(sent, sent.Chunk.WriterEpoch) is Answer<ChunkAcknowledged>.Ok) Findings.Add($"I12: meeting {Scene.Number} was deleted and takes chunks");
    }

    // Everything below the watermark is stored or given up, and what is missing is missing: a lost range is never a stuck watermark.
    private async Task LookAtTrack(MeetingId meeting, TrackAddress track)
    {
        if (await _network.Track(track, CancellationToken.None) is not Answer<TrackView>.Ok { Value: var view }) return;
        var key = new TrackKey(meeting, new TrackId(track.Track));
        var accounted = Scene.Parts.Books.AccountedSeqs(key);
        var watermark = 0L;
        while (accounted.Contains(watermark)) watermark++;
        if (view.Watermark != watermark) Findings.Add($"the watermark of {track.Track} of meeting {Scene.Number} is {view.Watermark}, and its rows say {watermark}");
        foreach (var missing in view.Missing ?? [])
            for (var seq = missing.FromSeq; seq <= missing.ToSeq; seq++)
                if (accounted.Contains(seq)) Findings.Add($"{track.Track}/{seq} of meeting {Scene.Number} is said to be missing, and is not");
    }

    private SentChunk? Pick()
    {
        if (Auditor.SentAndAcknowledged.Count == 0) return null;
        return Auditor.SentAndAcknowledged.ElementAt(Draw.Below(Auditor.SentAndAcknowledged.Count)).Value;
    }

    private Task<Answer<ChunkAcknowledged>> Repeat(SentChunk sent, long newest) => _network.Put(sent.Track, sent.Chunk with { WriterEpoch = newest }, sent.Body, CancellationToken.None);

    private Task<Answer<ChunkAcknowledged>> Contradict(SentChunk sent, long newest)
    {
        var body = Sound.Chunk(Scene.Parts.Names.NextSerial(), ChunkPackets);
        return _network.Put(sent.Track, sent.Chunk with { WriterEpoch = newest, Digest = ContentDigest.Of(body) }, body, CancellationToken.None);
    }

    private Task<Answer<ChunkAcknowledged>> WriteAsOlder(SentChunk sent, long newest, long seq)
    {
        if (newest == 0) return Repeat(sent, newest);
        var body = Sound.Chunk(Scene.Parts.Names.NextSerial(), ChunkPackets);
        return _network.Put(sent.Track, sent.Chunk with { Seq = seq, Epoch = newest - 1, WriterEpoch = newest - 1, Digest = ContentDigest.Of(body) }, body, CancellationToken.None);
    }
}
