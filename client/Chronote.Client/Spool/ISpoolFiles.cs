namespace Chronote.Client.Spool;

/// <summary>A file or folder as a listing shows it.</summary>
public readonly record struct SpoolEntry(string Name, long Bytes, bool IsFolder);

/// <summary>The first entries of a folder by ordinal name, and what there is of files in total.</summary>
public sealed record SpoolListing(IReadOnlyList<SpoolEntry> Entries, long FilesTotal, long BytesTotal);

/// <summary>
/// What the spool needs of a file system, call by call, so that a simulated one can lose exactly what a real one may lose in a power cut.
/// Paths are relative to the recorder's data folder and use '/'. Failures of the disk throw <see cref="IOException"/>.
/// </summary>
public interface ISpoolFiles
{
    /// <summary>Makes a folder and those above it where they are missing; returns when they, and the names found in the folder, survive a power cut.</summary>
    Task CreateFolder(string folder);

    /// <summary>Creates or replaces a file. Neither its content nor its name is durable before <see cref="Sync"/> and <see cref="SyncFolder"/>.</summary>
    Task Write(string path, ReadOnlyMemory<byte> content);

    /// <summary>Adds to the end of a file, creating it when needed.</summary>
    Task Append(string path, ReadOnlyMemory<byte> content);

    /// <summary>Returns when the file's content survives a power cut.</summary>
    Task Sync(string path);

    /// <summary>Returns when the folder's names (created, renamed, deleted) survive a power cut.</summary>
    Task SyncFolder(string folder);

    /// <summary>Replaces <paramref name="to"/> when it exists.</summary>
    Task Rename(string from, string to);

    /// <summary>Does nothing when the file is not there.</summary>
    Task Delete(string path);

    /// <summary>Deletes a folder with all that is in it.</summary>
    Task DeleteFolder(string folder);

    /// <returns>The content, or null when there is no such file.</returns>
    Task<byte[]?> Read(string path);

    /// <summary>The up to <paramref name="entriesMax"/> smallest names greater than <paramref name="after"/>; empty for a folder that is not there.</summary>
    Task<SpoolListing> List(string folder, string after = "", int entriesMax = 1000);

    /// <summary>Holds a folder against other processes until disposed or this process ends, however it ends.</summary>
    /// <returns>Null when another process holds it.</returns>
    Task<IDisposable?> Lock(string folder);

    /// <summary>Free space of the disk that holds the data folder.</summary>
    Task<long> FreeBytes();
}
