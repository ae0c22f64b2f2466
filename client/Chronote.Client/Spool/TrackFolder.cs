using System.Text.Json;
using Chronote.Wire;

namespace Chronote.Client.Spool;

/// <summary>Opens a track's folder: reads what a crash left there and makes a spool of it.</summary>
internal static class TrackFolder
{
    /// <param name="tell">Takes sentences about files that had to be set aside.</param>
    public static async Task<TrackSpool> Open(
        ISpoolFiles files, string folder, string track, string? name, SpoolBudget budget, Action<string> tell)
    {
        await files.CreateFolder(folder);
        var chunks = await Chunks(files, folder);
        var journal = await ReadJournal(files, folder, track, tell) ?? await FromChunks(files, folder, track, chunks);
        var spool = new TrackSpool(files, folder, budget, journal with { Name = name ?? journal.Name });
        await spool.Found(chunks.Count, chunks.Bytes, await NewestWhole(files, folder, chunks.Newest, journal.NextNumber), chunks.Newest + 1);
        return spool;
    }

    private sealed record Found(long Count, long Bytes, long Oldest, long Newest);

    private static async Task<Found> Chunks(ISpoolFiles files, string folder)
    {
        var found = new Found(0, 0, -1, -1);
        var after = "";
        while ((await files.List(folder, after)).Entries is { Count: > 0 } page)
        {
            after = page[^1].Name;
            foreach (var entry in page)
            {
                if (entry.Name.EndsWith(DurableFile.TemporarySuffix, StringComparison.Ordinal)) await files.Delete($"{folder}/{entry.Name}");
                if (entry.IsFolder || ChunkFile.NumberOf(entry.Name) is not { } number) continue;
                found = new Found(found.Count + 1, found.Bytes + entry.Bytes, found.Oldest < 0 ? number : found.Oldest, number);
            }
        }
        return found;
    }

    private static async Task<TrackJournal?> ReadJournal(ISpoolFiles files, string folder, string track, Action<string> tell)
    {
        if (await files.Read($"{folder}/track.json") is not { } bytes) return null;
        try
        {
            if (JsonSerializer.Deserialize(bytes, SpoolJson.Default.TrackJournal) is { } journal) return journal;
        }
        catch (JsonException)
        {
            // told below
        }
        await files.Rename($"{folder}/track.json", $"{folder}/track.json.damaged");
        tell($"The notes of track {track} on this machine were damaged and have been set aside (track.json.damaged). Its chunks are delivered from what they say themselves.");
        return null;
    }

    // Without its notes a track is put together from its chunks: each names its writer, so asking for the epochs again gives the same ones.
    private static async Task<TrackJournal> FromChunks(ISpoolFiles files, string folder, string track, Found chunks)
    {
        var runs = new List<Run>();
        for (var number = chunks.Oldest; number >= 0 && number <= chunks.Newest; number++)
        {
            if (await Whole(files, folder, number) is not { } chunk || (runs.Count > 0 && runs[^1].Writer == chunk.Writer)) continue;
            runs.Add(new Run
            {
                Writer = chunk.Writer, FirstNumber = runs.Count == 0 ? chunks.Oldest : number,
                Anchor = new Anchor(chunk.StartSamples, chunk.SourceSamples, chunk.Estimated),
            });
        }
        return new TrackJournal { Track = track, NextNumber = Math.Max(0, chunks.Oldest), Runs = runs };
    }

    private static async Task<ChunkHeader?> NewestWhole(ISpoolFiles files, string folder, long newest, long notBefore)
    {
        for (var number = newest; number >= Math.Max(0, notBefore); number--)
            if (await Whole(files, folder, number) is { } header) return header;
        return null;
    }

    private static async Task<ChunkHeader?> Whole(ISpoolFiles files, string folder, long number) =>
        await files.Read($"{folder}/{ChunkFile.NameOf(number)}") is { } file && ChunkFile.Read(file) is ChunkRead.Whole whole ? whole.Header : null;
}
