using System.Runtime.InteropServices;

namespace Chronote.Client.Spool;

/// <summary>fsync of a folder, which .NET does not offer: without it a rename may be undone by a power cut.</summary>
internal static class FolderSync
{
    /// <summary>Does nothing on Windows, where the file system's journal orders renames itself and folders cannot be flushed.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, flags: 0); // O_RDONLY is 0 on Linux and macOS
        if (descriptor < 0) throw Failed("open", folder);
        try
        {
            if (Flush(descriptor) != 0) throw Failed("fsync", folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string call, string folder) =>
        new($"{call} of folder {folder} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
