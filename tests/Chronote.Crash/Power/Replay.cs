using System.Text;
using Chronote.Crash.Power.Disks;
using Chronote.Crash.Power.Tracing;

namespace Chronote.Crash.Power;

/// <summary>A sync as the trace shows it, with what tells whose it is.</summary>
/// <param name="Path">The file, as it was last named, or the folder.</param>
/// <param name="LastName">What last happened to a name in the folder; null for a file.</param>
/// <param name="ChangedByThread">The thread itself wrote to the file since somebody last asked for a sync of it.</param>
/// <param name="LastOffset">Where the file was changed last.</param>
/// <param name="IsFirst">The process had another one before it, which was killed, and syncs this file or folder for the first time.</param>
/// <param name="LogWriter">Of the threads that have written to a write-ahead log, which one this is: 1 opened the database, 2 commits. 0: none of them. Null: there are none yet.</param>
internal sealed record SyncSeen(string Path, NameChange? LastName, bool ChangedByThread, long LastOffset, bool IsFirst, int? LogWriter)
{
    public bool OfFolder => LastName is not null;
}

/// <summary>Plays a trace against a <see cref="ModelDisk"/>, up to any step.</summary>
/// <param name="book">The file in which the story wrote what it was promised.</param>
/// <param name="ignores">Syncs that do nothing: the story as it would be told by code that lacks them.</param>
internal sealed class Replay(string root, string book, Func<SyncSeen, bool>? ignores = null)
{
    private readonly Dictionary<int, string> _open = [];
    private readonly Dictionary<int, Node> _nodes = [];
    private readonly Dictionary<int, long> _syncing = [];
    private readonly List<int> _logWriters = [];
    private readonly HashSet<Node> _syncedByProcess = [];
    private readonly List<string> _said = [];
    private int _processes;

    public ModelDisk Disk { get; } = new(root);

    /// <summary>What was promised so far, in order.</summary>
    public IReadOnlyList<string> Said => _said;

    public int Ignored { get; private set; }

    /// <returns>Whether the story's files changed, or what is durable of them, or what was promised.</returns>
    public bool Apply(TraceStep step) => step switch
    {
        { HasEnded: false, Call: SystemCall.Close close } => Close(close),
        { HasEnded: false, Call: SystemCall.Sync sync } => SyncBegan(sync),
        { HasEnded: false } => false,
        { Call: SystemCall.Sync sync } => SyncEnded(sync),
        { Call: SystemCall.Open open } => Open(open),
        { Call: SystemCall.Write write } => Write(write),
        { Call: SystemCall.Resize resize } => Resize(resize),
        { Call: SystemCall.Rename rename } => Rename(rename),
        { Call: SystemCall.Remove remove } => Remove(remove),
        { Call: SystemCall.MakeFolder make } => MakeFolder(make),
        { Call: SystemCall.Unknown unknown } => Unknown(unknown),
        _ => false,
    };

    private bool Close(SystemCall.Close close)
    {
        _open.Remove(close.Descriptor);
        _nodes.Remove(close.Descriptor);
        return false;
    }

    private bool Open(SystemCall.Open open)
    {
        if (open.Path == book)
        {
            // Another process goes on with what the one before left.
            _open.Clear();
            _nodes.Clear();
            _syncing.Clear();
            _logWriters.Clear();
            _syncedByProcess.Clear();
            _processes++;
        }
        _open[open.Descriptor] = open.Path;
        _nodes.Remove(open.Descriptor);
        if (!Disk.Holds(open.Path)) return false;
        var found = Disk.Find(open.Path);
        if (found is null && !open.Creates) throw new InvalidDataException($"The story opened {open.Path}, which the model does not know.");
        var node = found ?? Disk.Make(open.Path, isFolder: false);
        _nodes[open.Descriptor] = node;
        if (open.Truncates && node is FileNode file) file.Resize(open.Thread, 0);
        return found is null || open.Truncates;
    }

    private bool Write(SystemCall.Write write)
    {
        if (_open.GetValueOrDefault(write.Descriptor) == book)
        {
            _said.Add(Encoding.UTF8.GetString(write.Bytes).TrimEnd('\n'));
            return true;
        }
        if (_nodes.GetValueOrDefault(write.Descriptor) is not FileNode file) return false;
        if (file.Path.EndsWith("-wal", StringComparison.Ordinal)) NoteLogWriter(write.Thread);
        file.Write(write.Thread, write.Offset, write.Bytes);
        return true;
    }

    private void NoteLogWriter(int thread)
    {
        if (!_logWriters.Contains(thread)) _logWriters.Add(thread);
    }

    private bool Resize(SystemCall.Resize resize)
    {
        if (_nodes.GetValueOrDefault(resize.Descriptor) is not FileNode file) return false;
        file.Resize(resize.Thread, resize.LengthBytes);
        return true;
    }

    private bool SyncBegan(SystemCall.Sync sync)
    {
        _syncing.Remove(sync.Thread);
        if (_nodes.GetValueOrDefault(sync.Descriptor) is not { } node) return false;
        var isFirst = _syncedByProcess.Add(node) && _processes > 1;
        var seen = node is FileNode file
            ? new SyncSeen(file.Path, null, file.ChangedBySinceSync.Contains(sync.Thread), file.LastOffset, isFirst, _logWriters.Count == 0 ? null : _logWriters.IndexOf(sync.Thread) + 1)
            : new SyncSeen(node.Path, ((FolderNode)node).Last ?? new NameChange(-1, NameChangeKind.FolderMade, node.Path, []), false, 0, isFirst, null);
        (node as FileNode)?.ChangedBySinceSync.Clear();
        if (ignores is not null && ignores(seen)) Ignored++;
        else _syncing[sync.Thread] = node is FileNode changed ? changed.Count : Disk.NameCount;
        return false;
    }

    private bool SyncEnded(SystemCall.Sync sync)
    {
        if (!_syncing.Remove(sync.Thread, out var count) || _nodes.GetValueOrDefault(sync.Descriptor) is not { } node) return false;
        var before = Disk.DurableVersion;
        Disk.Sync(node, count);
        return Disk.DurableVersion != before;
    }

    private bool Rename(SystemCall.Rename rename)
    {
        if (!Disk.Holds(rename.From) && !Disk.Holds(rename.To)) return false;
        Disk.Rename(rename.From, rename.To);
        return true;
    }

    private bool Remove(SystemCall.Remove remove)
    {
        if (!Disk.Holds(remove.Path)) return false;
        Disk.Remove(remove.Path);
        return true;
    }

    private bool MakeFolder(SystemCall.MakeFolder make)
    {
        if (!Disk.Holds(make.Path)) return false;
        Disk.Make(make.Path, isFolder: true);
        return true;
    }

    private bool Unknown(SystemCall.Unknown unknown) =>
        (unknown.Descriptor is { } descriptor && (_nodes.ContainsKey(descriptor) || _open.GetValueOrDefault(descriptor) == book)) || (unknown.Path is { } path && Disk.Holds(path))
            ? throw new NotSupportedException($"The story used {unknown.Name}, which the model does not know.")
            : false;
}
