namespace Chronote.Crash.Power.Disks;

/// <summary>A folder's names. They become durable by a sync of the folder, in the order in which they changed.</summary>
internal sealed class FolderNode(string path) : Node(path)
{
    public Dictionary<string, Node> Durable { get; } = new(StringComparer.Ordinal);

    /// <summary>What last happened to a name in it.</summary>
    public NameChange? Last { get; set; }
}

internal enum NameChangeKind { FileMade, FolderMade, Renamed, Removed }

/// <summary>A change of names that happens whole or not at all; a rename may concern two folders.</summary>
/// <param name="Entries">No node: the name is gone.</param>
internal sealed record NameChange(long Number, NameChangeKind Kind, string Path, IReadOnlyList<(FolderNode Folder, string Name, Node? Node)> Entries)
{
    public bool Concerns(FolderNode folder) => Entries.Any(entry => entry.Folder == folder);

    public void Apply(Func<FolderNode, Dictionary<string, Node>> names)
    {
        foreach (var (folder, name, node) in Entries)
        {
            if (node is null) names(folder).Remove(name);
            else names(folder)[name] = node;
        }
    }
}
