using System.Runtime.InteropServices;

namespace Chronote.Storage.Blobs;

/// <summary>Makes a folder's entries durable: on Unix a new or renamed file survives a power failure only once its folder was synced too.</summary>
public static partial class DirectorySync
{
    private const int NotAllowed = 13;      // EACCES
    private const int NotOffered = 22;      // EINVAL
    private const int ReadOnlyVolume = 30;  // EROFS

    /// <summary>Makes a folder, and those above it that are missing, so that a power failure takes none of them.</summary>
    public static void Make(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent) return;
        if (!Directory.Exists(folder))
        {
            Make(parent);
            Directory.CreateDirectory(folder);
            Sync(parent);
        }
        // It is there, but whoever made it may have been killed before they synced its name. Where somebody else keeps the folder above, as above a
        // mounted volume, they answer for it.
        else if (TrySync(parent) is { } failure && failure.Error is not (NotAllowed or NotOffered or ReadOnlyVolume)) throw Failed(parent, failure);
    }

    /// <summary>Makes what is missing between a folder that was made before and <paramref name="folder"/>, itself included.</summary>
    /// <remarks>Those that are there are synced as well: whoever made them may have been killed, or be about to sync.</remarks>
    public static void Make(string folder, string below)
    {
        if (folder == below) return;
        var parent = Path.GetDirectoryName(folder)!;
        Make(parent, below);
        Directory.CreateDirectory(folder);
        Sync(parent);
    }

    public static void Sync(string folder)
    {
        if (TrySync(folder) is { } failure) throw Failed(folder, failure);
    }

    private static (string What, int Error)? TrySync(string folder)
    {
        if (OperatingSystem.IsWindows()) return null; // NTFS journals its directories.
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return ("opened", Marshal.GetLastPInvokeError());
        try
        {
            return Sync(descriptor) == 0 ? null : ("synced", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string folder, (string What, int Error) failure) => new($"The folder {folder} can't be {failure.What} (error {failure.Error}).");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
