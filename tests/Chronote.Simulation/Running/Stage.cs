using Chronote.Simulation.Server;

namespace Chronote.Simulation.Running;

/// <summary>Several meetings at once and one after the other, of two tenants, for as long as the story lasts.</summary>
internal sealed class Stage(StoryParts parts)
{
    private const int AtOnceMax = 4;

    private readonly List<Scene> _scenes = [];
    private readonly List<Scene> _running = [];
    private int _atOnce = 1;
    private int _ours;
    private int _theirs;

    public IReadOnlyList<Scene> Scenes => _scenes;

    public void Open() => _atOnce = 1 + Math.Min(parts.Host.Workload.Below(AtOnceMax), parts.Host.Workload.Below(AtOnceMax));

    /// <summary>Where a scene has come to its end, the next begins.</summary>
    public void Fill()
    {
        foreach (var scene in _running) scene.EndIfDeleted();
        _running.RemoveAll(scene => scene.IsOver);
        while (_running.Count < _atOnce)
        {
            var isOurs = !parts.Host.Workload.OneIn(3);
            // Both tenants give the same keys: they must not meet.
            var (tenant, count) = isOurs ? (Tenants.Ours, ++_ours) : (Tenants.Theirs, ++_theirs);
            var scene = new Scene(parts, _scenes.Count + 1, tenant, $"meeting-{count}");
            _scenes.Add(scene);
            _running.Add(scene);
            scene.Enter();
        }
    }

    /// <summary>After the troubles: what nobody ended is ended, as soon as its writers have left it.</summary>
    public void WindUp()
    {
        foreach (var scene in _scenes) scene.WindUp();
    }

    public void Leave()
    {
        foreach (var scene in _scenes) scene.Leave();
    }
}
