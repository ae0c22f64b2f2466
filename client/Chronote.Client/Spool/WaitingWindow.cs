namespace Chronote.Client.Spool;

/// <summary>
/// The oldest chunks of a spool, and only these: however long the server is away, memory holds the names of at most
/// <see cref="ChunksMax"/> of them and the rest stays on the disk.
/// </summary>
internal sealed class WaitingWindow
{
    public const int ChunksMax = 512;
    private const int RefillBelow = 64;

    private readonly SortedDictionary<long, long> bytesByNumber = [];
    private long added;

    /// <summary>There are files past the last one held here.</summary>
    public bool HasMoreOnDisk { get; private set; }

    public IEnumerable<long> Numbers => bytesByNumber.Keys;

    public bool Contains(long number) => bytesByNumber.ContainsKey(number);

    public bool WantsRefill => HasMoreOnDisk && bytesByNumber.Count < RefillBelow;

    public void Add(long number, long bytes)
    {
        added++;
        if (HasMoreOnDisk || bytesByNumber.Count >= ChunksMax) HasMoreOnDisk = true;
        else bytesByNumber.Add(number, bytes);
    }

    /// <returns>The chunk's size in bytes; 0 when it was not here.</returns>
    public long Remove(long number) => bytesByNumber.Remove(number, out var bytes) ? bytes : 0;

    public async Task Refill(ISpoolFiles files, string folder)
    {
        var addedBefore = added;
        var after = bytesByNumber.Count == 0 ? "" : ChunkFile.NameOf(bytesByNumber.Keys.Last());
        var listing = await files.List(folder, after, ChunksMax);
        foreach (var entry in listing.Entries)
            if (!entry.IsFolder && ChunkFile.NumberOf(entry.Name) is { } number) bytesByNumber.TryAdd(number, entry.Bytes);
        // A chunk that arrived while the folder was read may be missing in the listing: then look once more later.
        HasMoreOnDisk = listing.Entries.Count == ChunksMax || added != addedBefore;
    }
}
