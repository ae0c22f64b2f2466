using System.Runtime.InteropServices;

namespace Chronote.Client.Spool;

/// <summary>fsync of a folder, which .NET does not offer: without it a rename may be undone by a power cut, and a new folder vanish.</summary>
internal static class FolderSync
{
    private const int NotAllowed = 13;      // EACCES
    private const int NotOffered = 22;      // EINVAL
    private const int ReadOnlyVolume = 30;  // EROFS

    /// <summary>Makes a folder, and those above it that are missing, so that a power cut takes none of them.</summary>
    public static void Make(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent) return;
        if (!Directory.Exists(folder))
        {
            Make(parent);
            Directory.CreateDirectory(folder);
            Sync(parent);
        }
        // It is there, but whoever made it may have been killed before they synced its name. A folder above the user's own is somebody else's affair.
        else if (TrySync(parent) is { } failure && failure.Error is not (NotAllowed or NotOffered or ReadOnlyVolume)) throw Failed(parent, failure);
    }

    /// <summary>Makes what is missing between a folder that was made before and <paramref name="folder"/>, itself included.</summary>
    /// <remarks>Those that are there are synced as well: whoever made them may have been killed first.</remarks>
    public static void Make(string folder, string below)
    {
        if (folder == below) return;
        var parent = Path.GetDirectoryName(folder)!;
        Make(parent, below);
        Directory.CreateDirectory(folder);
        Sync(parent);
    }

    /// <summary>Does nothing on Windows, where the file system's journal orders renames itself and folders cannot be flushed.</summary>
    public static void Sync(string folder)
    {
        if (TrySync(folder) is { } failure) throw Failed(folder, failure);
    }

    private static (string Call, int Error)? TrySync(string folder)
    {
        if (OperatingSystem.IsWindows()) return null;
        var descriptor = Open(folder, flags: 0); // O_RDONLY is 0 on Linux and macOS
        if (descriptor < 0) return ("open", Marshal.GetLastPInvokeError());
        try
        {
            return Flush(descriptor) == 0 ? null : ("fsync", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string folder, (string Call, int Error) failure) =>
        new($"{failure.Call} of folder {folder} failed: {Marshal.GetPInvokeErrorMessage(failure.Error)}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
