using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;
using Chronote.Simulation.Server;
using Chronote.Wire;

namespace Chronote.Simulation.Visitors;

/// <summary>Has a key of the other tenant and this meeting's id, and tries everything with it (I10).</summary>
internal sealed class Intruder(Scene scene) : Visitor(scene, "intruder")
{
    private const int ChunkPackets = 5;

    protected override async Task Run()
    {
        if (await Meeting() is not { } meeting) return;
        var other = Scene.Tenant == Tenants.Ours ? Tenants.Theirs : Tenants.Ours;
        // With books of its own, which nobody reads: what it sends counts as sent by nobody.
        var network = new Network(Life, other, Scene.Parts, new Auditor(new Findings(), _ => { }));
        for (var i = 0; i < 6; i++)
        {
            await Pause(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
            var track = new TrackAddress(meeting, Draw.OneIn(3) ? "foreign" : "track0");
            var body = Sound.Chunk(Scene.Parts.Names.NextSerial(), ChunkPackets);
            var (what, code) = Draw.Below(12) switch
            {
                0 => ("put", Heard(await network.PutPlain(track, Draw.Below(4), body))),
                1 => ("put with an epoch", Heard(await network.Put(track, new ChunkToSend(Draw.Below(4), 0, 0, 0, ContentDigest.Of(body), "audio/ogg"), body, CancellationToken.None))),
                2 => ("open", Heard(await network.OpenEpoch(track, new OpenEpoch(null, Scene.Parts.Names.NextWriter(), 0, new Anchor(0, 0)), CancellationToken.None))),
                3 => ("lost", Heard(await network.DeclareLost(track, new DeclareLost(0, 0, 0, "intruder"), CancellationToken.None))),
                4 => ("gap", Heard(await network.RecordGap(track, new RecordGap(0, 0, 1, "paused"), CancellationToken.None))),
                5 => ("stop", Heard(await network.Stop(meeting, new StopMeeting(), CancellationToken.None))),
                6 => ("cancel", Heard(await network.Cancel(meeting))),
                7 => ("delete", Heard(await network.Delete(meeting))),
                8 => ("view", Heard(await network.Meeting(meeting, CancellationToken.None))),
                9 => ("events", Heard(await network.Events(meeting, 0))),
                10 => ("transcript", Heard(await network.Transcript(meeting))),
                _ => ("audio", Heard(await network.Audio(track))),
            };
            if (code is not ("unknown_meeting" or "unknown_track" or "")) Findings.Add($"I10: {what} of a meeting of another tenant was answered {code}");
        }
    }

    // Empty: nobody knows.
    private static string Heard<T>(Answer<T> answer) => answer switch
    {
        Answer<T>.Refused { Problem.Code: var code } => code,
        Answer<T>.Ok => "with what was asked for",
        _ => "",
    };
}
