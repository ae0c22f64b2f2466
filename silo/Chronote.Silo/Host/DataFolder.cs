using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Blobs;

namespace Chronote.Silo.Host;

/// <summary>The folder a server owns while it runs.</summary>
public sealed class DataFolder : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(30);
    private readonly FileStream _lock;
    private readonly bool _shared;

    private DataFolder(string path, FileStream held, bool shared) => (Path, _lock, _shared) = (path, held, shared);

    public string Path { get; }
    public string Database => System.IO.Path.Combine(Path, "chronote.db");
    public string Blobs => System.IO.Path.Combine(Path, "blobs");
    public string AdminKey => System.IO.Path.Combine(Path, "admin.key");

    /// <summary>Makes the folder where there is none and takes it for this process.</summary>
    /// <param name="shared">Servers of one cluster may have it together; whoever wants it alone may not have it beside them.</param>
    /// <exception cref="DataFolderException">It can't be written, or another server uses it.</exception>
    public static DataFolder Take(string path, bool shared = false)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        try
        {
            DirectorySync.Make(full);
            KeepOthersOut(full);
            var held = Hold(System.IO.Path.Combine(full, "serve.lock"), shared);
            return new DataFolder(full, held, shared);
        }
        catch (UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {full} can't be written. Give this user the right to, or set CHRONOTE_Data to another folder.");
        }
        catch (IOException failure)
        {
            throw new DataFolderException(IsHeldByAnother(failure)
                ? $"Another Chronote server uses the data folder {full}. Stop it, or set CHRONOTE_Data to another folder."
                : $"The data folder {full} can't be used: {failure.Message}");
        }
    }

    /// <summary>At the first start: makes the admin key and leaves it, readable by this user alone, in the data folder.</summary>
    public async Task<bool> MakeFirstKey(IKeyStore keys, TimeProvider time)
    {
        if (await keys.Any()) return false;
        // Servers of a cluster that start together share the folder: one of them makes the key, and the others find it made.
        await using var turn = _shared ? await Turn(time) : null;
        if (_shared && await keys.Any()) return false;
        var key = "chr_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        // The file first, durable under its name: a key whose text nobody has would lock everybody out. And beside the one that may be there, which may
        // open another database, or be readable by others.
        var part = AdminKey + ".part";
        File.Delete(part);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(part, create))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(key + "\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(part, AdminKey, overwrite: true);
        DirectorySync.Sync(Path);
        await keys.Add(SHA256.HashData(Encoding.UTF8.GetBytes(key)), new ApiKey(new TenantId("default"), "admin", KeyScope.Admin), time.GetUtcNow());
        return true;
    }

    public void Dispose() => _lock.Dispose();

    private async Task<FileStream> Turn(TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    System.IO.Path.Combine(Path, "admin.key.lock"),
                    new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose });
            }
            catch (IOException held) when (IsHeldByAnother(held) && time.GetElapsedTime(began) < TurnMax)
            {
                await Task.Delay(LookAgain, time);
            }
        }
    }

    private static FileStream Hold(string path, bool shared)
    {
        if (!shared) return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite)) { } // a reader makes no file
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    private static void KeepOthersOut(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's folder, as a mounted volume often is: who may enter is the owner's decision. Whether we may write shows next.
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; elsewhere EWOULDBLOCK of the lock, 11 on Linux and 35 on macOS.
    private static bool IsHeldByAnother(IOException failure) => OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) == 32 : failure.HResult is 11 or 35;
}

/// <summary>The data folder can't be used; the message says why and what to do.</summary>
public sealed class DataFolderException(string message) : Exception(message);
