using System.Globalization;
using Chronote.Client.Spool;

namespace Chronote.Recorder.Spooled;

/// <summary>The meetings in this machine's spool, a folder each, named by when they began.</summary>
internal sealed class SpoolFolders(ISpoolFiles files, SpoolBudget budget, Action<string> tell)
{
    public const string Root = "spool";

    public Task<MeetingFolder> Begin(MeetingJournal journal, DateTimeOffset now, string distinct) =>
        MeetingFolder.Create(files, $"{Root}/{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{distinct}", journal, budget, tell);

    public Task<MeetingFolder?> Open(string folder) => MeetingFolder.Open(files, folder, budget, tell);

    /// <summary>All of them, the newest first. Folders that say nothing readable are told of and left out.</summary>
    public async Task<IReadOnlyList<(string Folder, MeetingJournal Journal)>> All()
    {
        var found = new List<(string, MeetingJournal)>();
        foreach (var entry in (await files.List(Root)).Entries.Where(entry => entry.IsFolder).Reverse())
        {
            var folder = $"{Root}/{entry.Name}";
            if (await MeetingFolder.ReadJournal(files, folder, tell) is { } journal) found.Add((folder, journal));
        }
        return found;
    }

    /// <summary>Counts what other meetings left in the spool, so that the bound holds for all of them together.</summary>
    public async Task CountOthers(string except)
    {
        foreach (var meeting in (await files.List(Root)).Entries)
        {
            var folder = $"{Root}/{meeting.Name}";
            if (!meeting.IsFolder || folder == except) continue;
            foreach (var track in (await files.List(folder)).Entries)
                if (track.IsFolder) budget.Added((await files.List($"{folder}/{track.Name}", entriesMax: 1)).BytesTotal);
        }
    }
}
