using Chronote.Client.Spool;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>A disk that can be made to hang, or to refuse every write.</summary>
internal sealed class SlowFiles(ISpoolFiles disk) : ISpoolFiles
{
    private TaskCompletionSource? held;

    public bool Refuses { get; set; }

    public void Hang() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn()
    {
        var hung = held;
        held = null;
        hung?.SetResult();
    }

    public Task CreateFolder(string folder) => Change(() => disk.CreateFolder(folder));

    public Task Write(string path, ReadOnlyMemory<byte> content) => Change(() => disk.Write(path, content));

    public Task Append(string path, ReadOnlyMemory<byte> content) => Change(() => disk.Append(path, content));

    public Task Sync(string path) => Change(() => disk.Sync(path));

    public Task SyncFolder(string folder) => Change(() => disk.SyncFolder(folder));

    public Task Rename(string from, string to) => Change(() => disk.Rename(from, to));

    public Task Delete(string path) => Change(() => disk.Delete(path));

    public Task DeleteFolder(string folder) => Change(() => disk.DeleteFolder(folder));

    public Task<byte[]?> Read(string path) => disk.Read(path);

    public Task<SpoolListing> List(string folder, string after = "", int entriesMax = 1000) => disk.List(folder, after, entriesMax);

    public Task<IDisposable?> Lock(string folder) => disk.Lock(folder);

    public Task<long> FreeBytes() => disk.FreeBytes();

    private async Task Change(Func<Task> change)
    {
        if (held is { } hung) await hung.Task;
        if (Refuses) throw new IOException("The disk refuses.");
        await change();
    }
}
