using System.Security.Cryptography;
using Chronote.Domain.Ports;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>
/// Objects in memory; they outlive the process. As with files, an object is there whole or not at all. As in a store far away, a write that
/// failed may land a minute later, and what was written may not be found at once.
/// </summary>
internal sealed class MemoryBlobs
{
    private static readonly TimeSpan LandsLateMax = TimeSpan.FromSeconds(60);

    private readonly SortedDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _objects.Keys;

    public byte[]? Find(string name) => _objects.GetValueOrDefault(name);

    /// <summary>The store as one process sees it.</summary>
    /// <param name="landed">Hears of every object that is written.</param>
    public IBlobStore Through(Port port, SimulatedHost host, Troubles troubles, Action<string> landed) => new Store(this, port, host, troubles, landed);

    private BlobWritten Land(string name, byte[] bytes, Action<string> landed)
    {
        landed(name);
        _objects[name] = bytes;
        return new BlobWritten(bytes.Length, SHA256.HashData(bytes));
    }

    private sealed class Store(MemoryBlobs blobs, Port port, SimulatedHost host, Troubles troubles, Action<string> landed) : IBlobStore
    {
        public async Task<BlobWritten> Write(string name, Func<Stream, Task> write, CancellationToken cancellation = default)
        {
            var content = new MemoryStream();
            await write(content);
            var bytes = content.ToArray();
            return await port.Call("BlobStore.Write", writes: true, () =>
            {
                if (!troubles.BlobFails) return blobs.Land(name, bytes, landed);
                switch (host.Faults.Below(3))
                {
                    case 0:
                        blobs.Land(name, bytes, landed);
                        break;
                    case 1:
                        host.At(host.Faults.Between(TimeSpan.Zero, LandsLateMax), $"{name} lands", () => blobs.Land(name, bytes, landed));
                        break;
                }
                throw new DrawnFailureException($"the object {name} was not confirmed, as drawn.");
            });
        }

        public Task<Stream?> Open(string name, CancellationToken cancellation = default) => port.Call("BlobStore.Open", writes: false, () =>
            !troubles.BlobFails && blobs.Find(name) is { } bytes ? (Stream)new MemoryStream(bytes, writable: false) : null);

        public Task Delete(string name, CancellationToken cancellation = default) => port.Call("BlobStore.Delete", writes: true, () =>
            troubles.BlobFails ? throw new DrawnFailureException($"{name} was not deleted, as drawn.") : blobs._objects.Remove(name));

        public Task<IReadOnlyList<string>> List(string prefix, string? after, int limit, CancellationToken cancellation = default) =>
            port.Call<IReadOnlyList<string>>("BlobStore.List", writes: false, () =>
            [.. blobs._objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0).Take(limit)]);
    }
}
