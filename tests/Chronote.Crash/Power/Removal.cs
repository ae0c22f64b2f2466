using Chronote.Crash.Power.Disks;
using Chronote.Crash.Power.Stories;
using Chronote.Crash.Power.Tracing;

namespace Chronote.Crash.Power;

/// <summary>A story as it would be told by code that lacks one sync or rename. Only the trace is changed; the product has no switch for it.</summary>
/// <param name="Story">In which it is missed.</param>
/// <param name="Breaks">What is found then: a part of the sentence.</param>
internal abstract record Removal(string Name, string Story, string Breaks)
{
    /// <summary>A sync that does nothing.</summary>
    public sealed record Sync(string Name, string Story, string Breaks, Func<SyncSeen, bool> Is) : Removal(Name, Story, Breaks);

    /// <summary>A file that is written under its final name at once.</summary>
    public sealed record Rename(string Name, string Story, string Breaks, string Ending, string FinalEnding) : Removal(Name, Story, Breaks)
    {
        /// <returns>The changed trace, how many renames fell away, and where it is another for the first time.</returns>
        public (IReadOnlyList<TraceStep> Steps, int Removed, int First) Change(IReadOnlyList<TraceStep> steps)
        {
            var changed = new List<TraceStep>(steps.Count);
            var first = -1;
            foreach (var step in steps)
            {
                if (step.Call is SystemCall.Rename rename && Final(rename.From) == rename.To) continue;
                if (step.Call is SystemCall.Open open && Final(open.Path) is { } path)
                {
                    if (first < 0) first = changed.Count;
                    // To write it anew where it is, it is cut first.
                    changed.Add(step with { Call = open with { Path = path, Truncates = open.Creates } });
                }
                else changed.Add(step);
            }
            return (changed, steps.Count - changed.Count, first);
        }

        private string? Final(string path) => path.EndsWith(Ending, StringComparison.Ordinal) ? path[..^Ending.Length] + FinalEnding : null;
    }

    private const string Server = nameof(ServerStory);
    private const string Spool = nameof(SpoolStory);
    private const string Key = "/admin.key";

    public static IReadOnlyList<Removal> All { get; } =
    [
        new Sync("data-folder", Server, "holds no whole key", sync => MadeOn(sync, ServerStory.Data)),
        new Sync("data-folder-found", RecordedStories.ServerKilledMakingItsFolder, "holds no whole key", sync => sync.IsFirst && MadeOn(sync, ServerStory.Data)),
        new Sync("key-bytes", Server, "holds no whole key", sync => sync.Path.EndsWith(Key + ".part", StringComparison.Ordinal)),
        new Rename("key-rename", Server, "holds no whole key", Key + ".part", Key),
        new Sync("key-name", Server, "does not hold the key that the database knows", sync => Last(sync, NameChangeKind.Renamed) && sync.LastName!.Path.EndsWith(Key, StringComparison.Ordinal)),
        // What synchronous = NORMAL leaves out: then the log is synced where it begins and before it is copied, and by no commit.
        new Sync("commit", Server, "The admin key is not in the database", IsCommit),
        new Sync("checkpoint", Server, "is not in the database", sync => IsDatabase(sync) && sync.LogWriter == 0),
        new Sync("remainder", Server, "was acknowledged", sync => IsDatabase(sync) && sync.LogWriter > 0),
        new Sync("recovered", RecordedStories.ServerKilledInACommit, "was acknowledged", sync => sync.IsFirst && sync.Path.EndsWith("-wal", StringComparison.Ordinal)),
        new Sync("objects-root", Server, "The object elsewhere is gone", sync => MadeOn(sync, ServerStory.Elsewhere)),
        new Sync("object-folder", Server, "names an object that is not there", sync => IsOfObjects(sync, NameChangeKind.FolderMade)),
        new Sync("object-bytes", Server, "is there and not whole", sync => sync.Path.EndsWith(".ogg.part", StringComparison.Ordinal)),
        new Rename("object-rename", Server, "is there and not whole", ".ogg.part", ".ogg"),
        new Sync("object-name", Server, "names an object that is not there", sync => IsOfObjects(sync, NameChangeKind.Renamed)),
        new Sync("object-deleted", Server, "was deleted and is back", sync => IsOfObjects(sync, NameChangeKind.Removed)),
        new Sync("spool-home", Spool, "is not there any more", sync => MadeOn(sync, SpoolStory.Home)),
        new Sync("spool-home-found", RecordedStories.SpoolKilledMakingItsFolder, "is not there any more", sync => sync.IsFirst && MadeOn(sync, SpoolStory.Home)),
        new Sync("spool-folder", Spool, "is not there any more", sync => Last(sync, NameChangeKind.FolderMade) && sync.LastName!.Path.Contains("/spool", StringComparison.Ordinal)),
        new Sync("spool-bytes", Spool, "complains", sync => sync.Path.EndsWith(".tmp", StringComparison.Ordinal)),
        new Rename("spool-rename", Spool, "complains", ".tmp", ""),
        new Sync("spool-name", Spool, "is not there any more", sync => Last(sync, NameChangeKind.Renamed) && !IsOfRefused(sync)),
        new Sync("spool-found", RecordedStories.SpoolKilledInAnAppend, "would be given again", sync => sync.IsFirst && sync.Path.EndsWith("/" + SpoolStory.TrackName, StringComparison.Ordinal)),
        new Sync("spool-aside", Spool, "was set aside and would be sent again", IsOfRefused),
    ];

    private static bool Last(SyncSeen sync, NameChangeKind kind) => sync.LastName?.Kind == kind;

    /// <summary>Of a folder in which the next one on the way to <paramref name="path"/> was made.</summary>
    private static bool MadeOn(SyncSeen sync, string path) =>
        Last(sync, NameChangeKind.FolderMade) && Enumerable.Range(1, path.Count(each => each == '/') + 1)
            .Any(parts => sync.LastName!.Path.EndsWith("/root/" + string.Join('/', path.Split('/').Take(parts)), StringComparison.Ordinal));

    private static bool IsOfObjects(SyncSeen sync, NameChangeKind kind) => Last(sync, kind) && sync.Path.Contains("/blobs", StringComparison.Ordinal);

    private static bool IsOfRefused(SyncSeen sync) => sync.OfFolder && sync.Path.EndsWith("/refused", StringComparison.Ordinal);

    private static bool IsCommit(SyncSeen sync) => sync is { LogWriter: > 1, ChangedByThread: true, LastOffset: > 0 } && sync.Path.EndsWith("-wal", StringComparison.Ordinal);

    private static bool IsDatabase(SyncSeen sync) => sync.Path.EndsWith("/chronote.db", StringComparison.Ordinal);
}
