using Chronote.Kernel.Simulation;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Recorders;

/// <summary>A recorder that dies and comes back, on a disk that survives it; and zombies of it that go on beside their successors.</summary>
internal sealed class RecorderTroupe(Scene scene, RecorderPlan plan) : IWriters
{
    private readonly List<Recorder> _zombies = [];
    private Recorder _recorder = null!;
    private Disk _disk = new();
    private bool _isResuming;
    private int _lives;

    private StoryParts Parts => scene.Parts;

    private SimulatedHost Host => Parts.Host;

    public bool IsDone => !_isResuming && (_recorder.IsDone || _recorder.Life.IsOver) && _zombies.TrueForAll(zombie => zombie.IsDone || zombie.Life.IsOver);

    public TimeSpan Enter()
    {
        Parts.Tell($"{scene.Number}: {plan.Tracks.Count} tracks are to be recorded, {string.Join(", ", plan.Tracks.Select(track => track.Chunks))} chunks");
        Start();
        for (var deaths = scene.Restarts ? Host.Workload.Below(3) : 0; deaths > 0; deaths--) Host.At(Host.Workload.Between(TimeSpan.Zero, plan.Length * 1.5), "a recorder ends", Die);
        return plan.Length;
    }

    public void Leave()
    {
        foreach (var zombie in _zombies) zombie.Life.End();
        _recorder.Life.End();
    }

    private void Start()
    {
        _isResuming = false;
        var life = scene.NewLife($"recorder {++_lives}");
        if (_lives > 1) Parts.RecorderRestarted();
        Parts.Tell($"{life.Name} starts");
        _recorder = new Recorder(life, scene, _disk, plan, Parts.Mistake.Files(new SpoolDisk(life, _disk, Parts.Troubles)));
        _ = Parts.Watch(life.Name, () => RunToItsEnd(_recorder));
    }

    // A disk that refuses can end the program; its user reads why and starts it again.
    private async Task RunToItsEnd(Recorder recorder)
    {
        try
        {
            await recorder.Run();
            if (recorder.LostATrack && !recorder.IsZombie) StartAgain(recorder, "its user wants the lost track back");
        }
        catch (DrawnFailureException failure)
        {
            if (!recorder.Life.IsOver) StartAgain(recorder, failure.Message);
        }
    }

    private void StartAgain(Recorder recorder, string why)
    {
        Parts.Tell($"{recorder.Life.Name} ends: {why}");
        recorder.Life.End();
        if (recorder.IsZombie) return;
        _disk = _disk.AfterKill();
        Resume();
    }

    private void Die()
    {
        if (Parts.Troubles.AreOver || _isResuming || _recorder.IsDone || _recorder.Life.IsOver) return;
        Parts.Operations.FaultHappened();
        var (old, isZombie, isKilled) = (_recorder, Host.Faults.OneIn(3), Host.Faults.OneIn(2));
        Parts.Tell($"{old.Life.Name} {(isZombie ? "goes on beside its successor" : isKilled ? "is killed" : "loses power")}");
        _disk = isKilled ? _disk.AfterKill() : _disk.AfterPowerCut(Host.Faults);
        if (isZombie)
        {
            old.IsZombie = true;
            _zombies.Add(old);
            Host.At(Host.Faults.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90)), $"{old.Life.Name} ends", old.Life.End);
        }
        else old.Life.End();
        Resume();
    }

    private void Resume()
    {
        _isResuming = true;
        Host.At(Host.Faults.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(8)), "a recorder resumes", Start);
    }
}
