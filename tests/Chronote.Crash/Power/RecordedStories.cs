using Chronote.Crash.Power.Disks;
using Chronote.Crash.Power.Stories;

namespace Chronote.Crash.Power;

/// <summary>Each story is told once for all tests.</summary>
public sealed class RecordedStories
{
    public const string ServerKilledInACommit = "a server killed in a commit";
    public const string SpoolKilledInAnAppend = "a recorder killed while a chunk was written";

    public const string ServerKilledMakingItsFolder = "a server killed while it made its folder";
    public const string SpoolKilledMakingItsFolder = "a recorder killed while it made its folder";

    private readonly Dictionary<string, Recording> _told = new(StringComparer.Ordinal);

    internal async Task<Recording> Of(string story)
    {
        if (!_told.TryGetValue(story, out var told)) _told[story] = told = await Tell(story);
        return told;
    }

    private async Task<Recording> Tell(string story) => story switch
    {
        ServerKilledInACommit => await KilledBefore(nameof(ServerStory), sync => sync.Path.EndsWith("-wal", StringComparison.Ordinal) && sync.ChangedByThread, " mic 1 "),
        SpoolKilledInAnAppend => await KilledBefore(
            nameof(SpoolStory), sync => sync.LastName?.Kind == NameChangeKind.Renamed && sync.LastName.Path.EndsWith(".chunk", StringComparison.Ordinal), "spooled spool/first 1 "),
        ServerKilledMakingItsFolder => await KilledBefore(nameof(ServerStory), sync => Made(sync, ServerStory.Data), "older-key"),
        SpoolKilledMakingItsFolder => await KilledBefore(nameof(SpoolStory), sync => Made(sync, SpoolStory.Home), "meeting "),
        _ => await Recording.Of(story),
    };

    private static bool Made(SyncSeen sync, string folder) => sync.LastName?.Kind == NameChangeKind.FolderMade && sync.LastName.Path.EndsWith("/" + folder, StringComparison.Ordinal);

    /// <summary>Before the first sync of the kind, with much done already, so that the next process begins with it undone.</summary>
    /// <param name="promise">A part of what it would have promised next.</param>
    private async Task<Recording> KilledBefore(string story, Func<SyncSeen, bool> sync, string promise)
    {
        var recording = await Of(story);
        return await recording.KilledBefore(recording.Syncs.First(each => sync(each.Seen) && recording.SaidAfter(each.Step)?.Contains(promise, StringComparison.Ordinal) == true).Step);
    }
}
