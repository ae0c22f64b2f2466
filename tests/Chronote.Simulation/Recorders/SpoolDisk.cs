using Chronote.Client.Spool;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Recorders;

/// <summary>The disk as one life of a recorder reaches it: each call takes its time, may fail, and may be the last.</summary>
internal sealed class SpoolDisk(Life life, Disk disk, Troubles troubles) : ISpoolFiles
{
    public Task CreateFolder(string folder) => Call("create folder", () => disk.CreateFolder(folder));

    public Task Write(string path, ReadOnlyMemory<byte> content)
    {
        var bytes = content.ToArray();
        return Change("write", () => disk.Write(path, bytes));
    }

    public Task Append(string path, ReadOnlyMemory<byte> content)
    {
        var bytes = content.ToArray();
        return Change("append", () => disk.Append(path, bytes));
    }

    public Task Sync(string path) => Change("sync", () => disk.Sync(path));

    public Task SyncFolder(string folder) => Change("sync folder", () => disk.SyncFolder(folder));

    public Task Rename(string from, string to) => Change("rename", () => disk.Rename(from, to));

    public Task Delete(string path) => Change("delete", () => disk.Delete(path));

    public Task DeleteFolder(string folder) => Change("delete folder", () => disk.DeleteFolder(folder));

    public Task<byte[]?> Read(string path) => Call("read", () => disk.Read(path));

    public Task<SpoolListing> List(string folder, string after, int entriesMax) => Call("list", () => disk.List(folder, after, entriesMax));

    public Task<IDisposable?> Lock(string folder) => Call("lock", () => disk.Lock(folder));

    public Task<long> FreeBytes() => Call("free", () => disk.Free);

    private Task<T> Call<T>(string what, Func<T> happen) => life.Call($"disk {what}", happen);

    private Task<bool> Change(string what, Action happen) => Call(what, () =>
    {
        if (troubles.RecorderDiskFails) throw new DrawnFailureException($"{what}: the disk refused, as drawn.");
        happen();
        return true;
    });
}
