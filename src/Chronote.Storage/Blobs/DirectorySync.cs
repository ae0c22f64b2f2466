using System.Runtime.InteropServices;

namespace Chronote.Storage.Blobs;

/// <summary>Makes a folder's entries durable: on Unix a new or renamed file survives a power failure only once its folder was synced too.</summary>
internal static partial class DirectorySync
{
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals its directories.
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"The folder {folder} can't be opened (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Sync(descriptor) != 0) throw new IOException($"The folder {folder} can't be synced (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
