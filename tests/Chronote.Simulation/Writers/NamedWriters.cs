using Chronote.Simulation.Running;

namespace Chronote.Simulation.Writers;

/// <summary>A client of the whole protocol without a spool: epochs, places, holes, what is given up, gaps, what comes after the stop; and others who take its tracks over.</summary>
internal sealed class NamedWriters(Scene scene) : IWriters
{
    private readonly List<NamedWriter> _writers = [];
    private int _coming;

    public bool IsDone => _coming == 0 && _writers.TrueForAll(writer => writer.IsDone || writer.Life.IsOver);

    public TimeSpan Enter()
    {
        var draw = scene.Parts.Host.Workload;
        var plan = new NamedPlan(1 + draw.Below(3), 2 + Math.Min(draw.Below(16), draw.Below(16)), 4 + draw.Below(12), Stops: draw.Below(4));
        var length = TimeSpan.FromSeconds(plan.Chunks * plan.Packets * 0.12);
        scene.Parts.Tell($"{scene.Number}: {plan.Tracks} named tracks of {plan.Chunks} chunks");
        Begin(plan, "named");
        for (var others = Math.Min(draw.Below(3), draw.Below(3)); others > 0; others--)
        {
            _coming++;
            scene.Parts.Host.At(draw.Between(TimeSpan.Zero, length), $"another writer of {scene.Number} comes", () =>
            {
                _coming--;
                Begin(plan, "successor");
            });
        }
        return length;
    }

    public void Leave() => _writers.ForEach(writer => writer.Life.End());

    private void Begin(NamedPlan plan, string name)
    {
        var writer = new NamedWriter(scene, $"{name} {_writers.Count + 1}", plan);
        _writers.Add(writer);
        _ = scene.Parts.Watch(writer.Name, writer.Come);
    }
}

/// <param name="Stops">0: it leaves the meeting to others; 1: it stops it without a word; else it names the last number of each track.</param>
internal sealed record NamedPlan(int Tracks, int Chunks, int Packets, int Stops);
