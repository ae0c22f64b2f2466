using System.Security.Cryptography;
using Chronote.Domain.Ports;

namespace Chronote.Simulation.Server;

/// <summary>Objects in memory; they outlive the process. As with files, an object is there whole or not at all.</summary>
internal sealed class MemoryBlobs
{
    private readonly SortedDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    public byte[]? Find(string name) => _objects.GetValueOrDefault(name);

    /// <summary>The store as one process sees it.</summary>
    public IBlobStore Through(Port port) => new Store(this, port);

    private sealed class Store(MemoryBlobs blobs, Port port) : IBlobStore
    {
        public async Task<BlobWritten> Write(string name, Func<Stream, Task> write, CancellationToken cancellation = default)
        {
            var content = new MemoryStream();
            await write(content);
            var bytes = content.ToArray();
            return await port.Call("BlobStore.Write", () =>
            {
                blobs._objects[name] = bytes;
                return new BlobWritten(bytes.Length, SHA256.HashData(bytes));
            });
        }

        public Task<Stream?> Open(string name, CancellationToken cancellation = default) =>
            port.Call("BlobStore.Open", () => blobs.Find(name) is { } bytes ? (Stream)new MemoryStream(bytes, writable: false) : null);

        public Task Delete(string name, CancellationToken cancellation = default) => port.Call("BlobStore.Delete", () => blobs._objects.Remove(name));

        public Task<IReadOnlyList<string>> List(string prefix, string? after, int limit, CancellationToken cancellation = default) => port.Call<IReadOnlyList<string>>("BlobStore.List", () =>
            [.. blobs._objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0).Take(limit)]);
    }
}
