using System.Text.Json;

namespace Chronote.Client.Spool;

/// <summary>
/// The folder of one meeting in the spool: <c>meeting.json</c> and a folder per track. Held by one process at a time; disposing lets go of it.
/// </summary>
public sealed class MeetingFolder : IDisposable
{
    private const string JournalName = "meeting.json";

    private readonly ISpoolFiles files;
    private readonly SpoolBudget budget;
    private readonly IDisposable held;
    private readonly Action<string> tell;
    private readonly List<TrackSpool> tracks = [];
    private Task saving = Task.CompletedTask;

    private MeetingFolder(ISpoolFiles files, string folder, MeetingJournal journal, SpoolBudget budget, IDisposable held, Action<string> tell) =>
        (this.files, Folder, Journal, this.budget, this.held, this.tell) = (files, folder, journal, budget, held, tell);

    public string Folder { get; }

    public MeetingJournal Journal { get; private set; }

    /// <summary>In order of id.</summary>
    public IReadOnlyList<TrackSpool> Tracks => tracks;

    /// <summary>Begins a folder for a meeting that is new on this machine.</summary>
    public static async Task<MeetingFolder> Create(
        ISpoolFiles files, string folder, MeetingJournal journal, SpoolBudget budget, Action<string> tell)
    {
        await files.CreateFolder(folder);
        var held = await files.Lock(folder) ?? throw new IOException($"Another recorder holds {folder}.");
        var created = new MeetingFolder(files, folder, journal, budget, held, tell);
        await created.Save(_ => journal);
        return created;
    }

    /// <returns>Null when there is no meeting in the folder, or another process holds it.</returns>
    public static async Task<MeetingFolder?> Open(ISpoolFiles files, string folder, SpoolBudget budget, Action<string> tell)
    {
        if (await ReadJournal(files, folder, tell) is not { } journal || await files.Lock(folder) is not { } held) return null;
        var opened = new MeetingFolder(files, folder, journal, budget, held, tell);
        foreach (var entry in (await files.List(folder)).Entries)
            if (entry.IsFolder) opened.tracks.Add(await TrackFolder.Open(files, $"{folder}/{entry.Name}", entry.Name, null, budget, tell));
        return opened;
    }

    /// <summary>What a meeting's folder says of itself, without holding it; null when it says nothing readable.</summary>
    public static async Task<MeetingJournal?> ReadJournal(ISpoolFiles files, string folder, Action<string> tell)
    {
        if (await files.Read($"{folder}/{JournalName}") is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, SpoolJson.Default.MeetingJournal);
        }
        catch (JsonException failure)
        {
            tell($"{folder}/{JournalName} cannot be read ({failure.Message}). Its chunks stay where they are; a copy of the file from a backup would let them be delivered.");
            return null;
        }
    }

    /// <summary>The spool of a track, begun when it is new.</summary>
    public async Task<TrackSpool> Track(string track, string? name)
    {
        if (tracks.Find(each => each.Track == track) is { } known) return known;
        var opened = await TrackFolder.Open(files, $"{Folder}/{track}", track, name, budget, tell);
        tracks.Add(opened);
        tracks.Sort((a, b) => string.CompareOrdinal(a.Track, b.Track));
        return opened;
    }

    /// <summary>Changes <c>meeting.json</c>, one change after the other. <see cref="Journal"/> says only what is durable: it stays as it was when the disk refuses.</summary>
    public Task Save(Func<MeetingJournal, MeetingJournal> change) => saving = SaveAfter(saving, change);

    /// <summary>Removes the folder once nothing in it is worth keeping.</summary>
    /// <returns>False when chunks, refused ones included, are still there.</returns>
    public async Task<bool> RemoveIfDelivered()
    {
        foreach (var track in tracks)
        {
            var kept = (await files.List($"{Folder}/{track.Track}")).Entries;
            if (track.WaitingChunks > 0 || kept.Any(entry => entry.IsFolder)) return false;
        }
        await files.DeleteFolder(Folder);
        return true;
    }

    public void Dispose() => held.Dispose();

    private async Task SaveAfter(Task before, Func<MeetingJournal, MeetingJournal> change)
    {
        try
        {
            await before;
        }
        catch (IOException)
        {
            // whoever asked for it has been told
        }
        var changed = change(Journal);
        await files.Replace(Folder, JournalName, JsonSerializer.SerializeToUtf8Bytes(changed, SpoolJson.Default.MeetingJournal));
        Journal = changed;
    }
}
