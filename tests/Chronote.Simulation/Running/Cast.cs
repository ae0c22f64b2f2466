using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Server;
using Chronote.Wire;

namespace Chronote.Simulation.Running;

/// <summary>Who takes part besides the server: recorders that die and come back, zombies of them, somebody who stops the meeting, somebody who meddles.</summary>
internal sealed class Cast(SimulatedHost host, Troubles troubles, Auditor auditor, Findings findings, Mistake mistake, Action<string> tell)
{
    private readonly Names _names = new();
    private readonly List<Recorder> _zombies = [];
    private Recorder _recorder = null!;
    private RecorderPlan _plan = null!;
    private Disk _disk = new();
    private Meddler? _meddler;
    private bool _isResuming;

    /// <summary>How many lives of recorders there were.</summary>
    public int Recorders { get; private set; }

    public bool IsDone => !_isResuming && _recorder.IsDone && _zombies.TrueForAll(zombie => zombie.IsDone || zombie.Life.IsOver);

    /// <summary>Draws who comes when.</summary>
    /// <returns>When troubles end.</returns>
    public TimeSpan Enter(bool isCalm)
    {
        var (draw, tracks) = (host.Workload, 2 + host.Workload.Below(2));
        _plan = new RecorderPlan(
            [.. Enumerable.Range(0, tracks).Select(number => ($"track{number}", 3 + draw.Below(8)))], ChunkPackets: 8 + draw.Below(17), StopsMeeting: true);
        tell($"{tracks} tracks are to be recorded, {string.Join(", ", _plan.Tracks.Select(track => track.Chunks))} chunks");
        var length = TimeSpan.FromSeconds(_plan.Tracks.Max(track => track.Chunks) * _plan.ChunkPackets * 0.12);
        Start();
        if (isCalm) return length;
        for (var deaths = draw.Below(3); deaths > 0; deaths--) host.At(draw.Between(TimeSpan.Zero, length * 1.5), "a recorder ends", Die);
        if (draw.OneIn(6)) host.At(draw.Between(length / 2, length * 1.2), "somebody stops the meeting", StopFromOutside);
        if (draw.OneIn(2)) host.At(draw.Between(TimeSpan.Zero, length), "a meddler comes", () => _ = Watch("meddler", (_meddler = NewMeddler("meddler")).Run));
        return length + draw.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
    }

    /// <summary>After the end: what was acknowledged is still acknowledged alike, and what is wrong still refused.</summary>
    public void AskAgain(Books books)
    {
        if (books.Meeting is { } meeting) host.Finish(Watch("asker", () => NewMeddler("asker").AskAgain(books, meeting.Id)));
    }

    public void End()
    {
        foreach (var zombie in _zombies) zombie.Life.End();
        _meddler?.End();
    }

    private void Start()
    {
        _isResuming = false;
        var life = new Life(host, $"recorder {++Recorders}");
        tell($"{life.Name} starts");
        _recorder = new Recorder(life, _disk, _plan, _names, troubles, auditor, tell, mistake.Files(new SpoolDisk(life, _disk, troubles)));
        _ = Watch(life.Name, () => RunToItsEnd(_recorder));
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
        tell($"{recorder.Life.Name} ends: {why}");
        recorder.Life.End();
        if (recorder.IsZombie) return;
        _disk = _disk.AfterKill();
        Resume();
    }

    private void Die()
    {
        if (troubles.AreOver || _isResuming || _recorder.IsDone) return;
        var (old, isZombie, isKilled) = (_recorder, host.Faults.OneIn(3), host.Faults.OneIn(2));
        tell($"{old.Life.Name} {(isZombie ? "goes on beside its successor" : isKilled ? "is killed" : "loses power")}");
        _disk = isKilled ? _disk.AfterKill() : _disk.AfterPowerCut(host.Faults);
        if (isZombie)
        {
            old.IsZombie = true;
            _zombies.Add(old);
            host.At(host.Faults.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90)), $"{old.Life.Name} ends", old.Life.End);
        }
        else old.Life.End();
        Resume();
    }

    private void Resume()
    {
        _isResuming = true;
        host.At(host.Faults.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(8)), "a recorder resumes", Start);
    }

    private void StopFromOutside()
    {
        var network = new Network(new Life(host, "stopper"), troubles, auditor);
        _ = Watch("stopper", async () =>
        {
            if (auditor.Meeting is { } meeting) await network.Stop(meeting, new StopMeeting(), CancellationToken.None);
        });
    }

    private Meddler NewMeddler(string name) => new(new Life(host, name), troubles, auditor, _names, findings);

    // Caught within the client: awaited out here it would go on outside of the simulation.
    private Task Watch(string who, Func<Task> script) => host.Client(who, async () =>
    {
        try
        {
            await script();
        }
        catch (Exception failure)
        {
            findings.Add($"unexpected failure, {who}: {failure}");
        }
    });
}
