using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;
using Chronote.Simulation.Visitors;
using Chronote.Wire;

namespace Chronote.Simulation.Writers;

/// <summary>Programs of twenty lines that send files one after the other, without epochs, places, digests or a spool (P-32); and then stop the meeting, or don't.</summary>
internal sealed class SimpleWriters(Scene scene) : IWriters
{
    // Longer than the meeting waits before it counts as interrupted.
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(200);

    private readonly Script _script = new(scene);

    public bool IsDone => _script.IsDone || _script.Life.IsOver;

    public TimeSpan Enter()
    {
        var draw = scene.Parts.Host.Workload;
        var (tracks, chunks, packets) = (1 + draw.Below(2), 1 + Math.Min(draw.Below(20), draw.Below(20)), 4 + draw.Below(12));
        (_script.Tracks, _script.Chunks, _script.Packets, _script.PausesAfter) = (tracks, chunks, packets, draw.OneIn(12) ? draw.Below(chunks) : -1);
        _script.Ends = draw.Below(5) switch { 0 => null, 1 or 2 => new StopMeeting(), _ => new StopMeeting(Enumerable.Range(0, tracks).ToDictionary(track => $"track{track}", _ => chunks - 1L)) };
        scene.Parts.Tell($"{scene.Number}: {tracks} simple tracks of {chunks} chunks");
        _ = scene.Parts.Watch(_script.Name, _script.Come);
        return TimeSpan.FromSeconds(chunks * 1.5);
    }

    public void Leave() => _script.Life.End();

    private sealed class Script(Scene scene) : Visitor(scene, "simple")
    {
        public int Tracks { get; set; }

        public int Chunks { get; set; }

        public int Packets { get; set; }

        public int PausesAfter { get; set; }

        public StopMeeting? Ends { get; set; }

        protected override async Task Run()
        {
            var network = Scene.NewNetwork(Life);
            await Insist(() => network.Create(Scene.Request, Scene.Key, CancellationToken.None));
            if (Scene.Auditor.Meeting is not { } meeting) return; // deleted before it could be made
            await Task.WhenAll(Enumerable.Range(0, Tracks).Select(track => Write(network, meeting, $"track{track}")));
            if (Ends is { } end) await Insist(() => network.Stop(meeting, end, CancellationToken.None));
        }

        private async Task Write(Network network, string meeting, string track)
        {
            for (var seq = 0; seq < Chunks; seq++)
            {
                await Pause(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
                if (seq == PausesAfter && !Scene.Parts.Troubles.AreOver) await Task.Delay(LongPause, Time);
                var body = Sound.Chunk(Scene.Parts.Names.NextSerial(), Packets);
                if (Code(await Insist(() => network.PutPlain(new(meeting, track), seq, body))) is not null) return; // the meeting is over
            }
        }
    }
}
