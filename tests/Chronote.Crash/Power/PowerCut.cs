using Chronote.Crash.Power.Disks;
using Chronote.Crash.Power.Promises;

namespace Chronote.Crash.Power;

/// <summary>Cuts the power of a recorded story at many places and asks each time whether its promises hold.</summary>
internal sealed class PowerCut(Recording recording, int seed)
{
    private readonly Random _draw = new(seed);

    /// <summary>Folders that were written and opened.</summary>
    public int Images { get; private set; }

    /// <summary>How often the removed call was met.</summary>
    public int Removed { get; private set; }

    /// <param name="removal">Null: the story as it was told.</param>
    /// <param name="drawnPercent">At how many of a hundred places what was not synced is kept in one of the other ways, too; above 100: in each of them, everywhere.</param>
    /// <returns>The first broken promise, with the place; null when all held.</returns>
    public async Task<string?> FirstBroken(Removal? removal, int drawnPercent)
    {
        var (steps, first) = (recording.Steps, recording.TriedBefore);
        if (removal is Removal.Rename rename) (steps, Removed, first) = rename.Change(steps);
        var replay = new Replay(recording.Root, recording.Book, (removal as Removal.Sync)?.Is);
        using var folder = new ImageFolder();
        var promises = recording.Promises;
        var (version, said) = (-1L, -1);
        for (var i = 0; i < steps.Count; i++)
        {
            if (!replay.Apply(steps[i])) continue;
            if (removal is Removal.Sync) Removed = replay.Ignored;
            // Before that the story is as it was told, or has been tried without the kill.
            if (i < first || (removal is not null && Removed == 0)) continue;
            if ((replay.Disk.DurableVersion, replay.Said.Count) != (version, said))
            {
                (version, said) = (replay.Disk.DurableVersion, replay.Said.Count);
                if (await Broken(replay, promises, folder, Luck.None, i) is { } broken) return broken;
            }
            foreach (var luck in drawnPercent > 100 ? Luck.Others : _draw.Next(100) < drawnPercent ? [Luck.Others[_draw.Next(Luck.Others.Count)]] : [])
                if (await Broken(replay, promises, folder, luck, i) is { } unlucky) return unlucky;
        }
        return null;
    }

    private async Task<string?> Broken(Replay replay, IPromises promises, ImageFolder folder, Luck luck, int step)
    {
        // Memory shared between processes does not outlive them; SQLite makes it anew.
        var image = replay.Disk.Image(luck, _draw).Where(entry => !entry.Path.EndsWith("-shm", StringComparison.Ordinal));
        var written = folder.Write($"{Images++}", image);
        var broken = await promises.Broken(written, replay.Said);
        Directory.Delete(written, recursive: true);
        return broken is null ? null : $"Power was cut after step {step} (kept: names {luck.Names}, bytes {luck.Bytes}; last said: {replay.Said.LastOrDefault()}). {broken}";
    }
}
