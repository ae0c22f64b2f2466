using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;
using Chronote.Simulation.Visitors;
using Chronote.Wire;

namespace Chronote.Simulation.Writers;

/// <summary>One life of it. It remembers nothing beyond that: its successors ask the server.</summary>
internal sealed class NamedWriter(Scene scene, string name, NamedPlan plan) : Visitor(scene, name)
{
    private const int GapSamples = 48_000;
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(20);

    private readonly SortedDictionary<string, long> _last = new(StringComparer.Ordinal);

    protected override async Task Run()
    {
        var network = Scene.NewNetwork(Life);
        await Insist(() => network.Create(Scene.Request, Scene.Key, CancellationToken.None));
        if (Scene.Auditor.Meeting is not { } meeting) return;
        var held = await Task.WhenAll(Enumerable.Range(0, plan.Tracks).Select(track => Write(network, new TrackAddress(meeting, $"track{track}"))));
        if (plan.Stops > 0)
        {
            var named = plan.Stops > 1 && _last.Count > 0 ? new StopMeeting(_last) : new StopMeeting();
            // Refused where a successor wrote more than is named here: then who stops can't know where the tracks end.
            if (Code(await Insist(() => network.Stop(meeting, named, CancellationToken.None))) is ProblemCodes.LastSeqBehind)
                await Insist(() => network.Stop(meeting, new StopMeeting(), CancellationToken.None));
        }
        foreach (var chunk in held.SelectMany(chunks => chunks))
        {
            await Pause(TimeSpan.Zero, LateMax);
            await Insist(() => network.Put(chunk.Track, chunk.Chunk, chunk.Body, CancellationToken.None));
        }
    }

    // What it holds back is delivered late, when the meeting was stopped already; or never.
    private async Task<List<HeldChunk>> Write(Network network, TrackAddress track)
    {
        var held = new List<HeldChunk>();
        if (await Open(network, track) is not { } opened) return held;
        var place = opened.Anchor.TimelineSamples;
        var duration = (long)plan.Packets * Sound.PacketSamples;
        for (var (i, seq) = (0, opened.Epoch.FirstSeq); i < plan.Chunks; i++, seq++, place += duration)
        {
            await Pause(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
            var body = Sound.Chunk(Scene.Parts.Names.NextSerial(), plan.Packets);
            var chunk = new HeldChunk(track, new ChunkToSend(seq, opened.Epoch.Epoch, opened.Epoch.Epoch, place, ContentDigest.Of(body), "audio/ogg"), body);
            _last[track.Track] = seq;
            switch (Draw.Below(12))
            {
                case 0:
                    held.Add(chunk);
                    continue;
                case 1 when i > 0:
                    var lost = new DeclareLost(opened.Epoch.Epoch, Math.Max(opened.Epoch.FirstSeq, seq - Draw.Below(3)), seq - Draw.Below(2), "torn");
                    // Only below what was numbered; the number itself follows.
                    if (lost.ToSeq >= lost.FromSeq && lost.ToSeq < seq) await Insist(() => network.DeclareLost(track, lost, CancellationToken.None));
                    break;
                case 2:
                    var gap = new RecordGap(opened.Epoch.Epoch, place, GapSamples, "no_signal");
                    await Insist(() => network.RecordGap(track, gap, CancellationToken.None));
                    place += GapSamples;
                    chunk = chunk with { Chunk = chunk.Chunk with { StartSamples = place } };
                    break;
            }
            var answer = await Insist(() => network.Put(track, chunk.Chunk, chunk.Body, CancellationToken.None));
            if (Code(answer) is { } code && code != ProblemCodes.DeclaredLost) return held; // the meeting is over, or the track somebody else's
        }
        if (Draw.OneIn(3)) held.Clear();
        return held;
    }

    private async Task<(EpochOpened Epoch, Anchor Anchor)?> Open(Network network, TrackAddress track)
    {
        var (writer, seen, first) = (Scene.Parts.Names.NextWriter(), (long?)null, 0L);
        for (var tries = 0; tries < 5; tries++)
        {
            if (await Insist(() => network.Clock(track.Meeting, CancellationToken.None)) is not Answer<ClockView>.Ok { Value.TimelineSamples: var now }) return null;
            // Where the clock was set back, the last one's audio may lie ahead of it: an epoch never starts before the end of the one before.
            var anchor = new Anchor(Math.Max(Math.Max(0, now), Scene.Auditor.PlaceEnd(track.Track)), 0);
            switch (await Insist(() => network.OpenEpoch(track, new OpenEpoch(seen, writer, first, anchor), CancellationToken.None)))
            {
                case Answer<EpochOpened>.Ok { Value: var opened } when opened.NewestEpoch == opened.Epoch:
                    return (opened, anchor);
                case Answer<EpochOpened>.Refused { Problem: { Code: ProblemCodes.StaleEpoch } problem }:
                    seen = problem.NewestEpoch;
                    break;
                default:
                    return null;
            }
        }
        return null;
    }

    private sealed record HeldChunk(TrackAddress Track, ChunkToSend Chunk, byte[] Body);
}
