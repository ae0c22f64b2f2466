using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Disks;

/// <summary>The files of one machine, in memory. Once its power is cut it answers nothing any more.</summary>
/// <param name="cutsPower">Asked at every change: is it this one that power is cut at?</param>
internal sealed class TearingDisk(Func<bool> cutsPower)
{
    private readonly SortedDictionary<string, TearingFile> _files = new(StringComparer.Ordinal);

    public bool IsOff { get; private set; }

    public bool Exists(string path) => _files.ContainsKey(path);

    public TearingFile Open(string path)
    {
        if (!_files.TryGetValue(path, out var file)) _files[path] = file = new TearingFile();
        return file;
    }

    public bool Delete(string path) => _files.Remove(path);

    public void SwitchOff() => IsOff = true;

    /// <summary>Before each change: whether it still can happen.</summary>
    public bool MayChange() => !IsOff && !(IsOff = cutsPower());

    /// <param name="powerCut">Null: the process was killed, and the system keeps what it was given.</param>
    public TearingDisk Successor(SeededRandom? powerCut)
    {
        var next = new TearingDisk(cutsPower);
        foreach (var (path, file) in _files)
        {
            // What was made and never synced may not even have its name.
            if (powerCut is not null && !file.IsNamed && powerCut.OneIn(2)) continue;
            next._files[path] = powerCut is null ? file.AfterKill() : file.AfterPowerCut(powerCut);
        }
        return next;
    }
}
