using Chronote.Client.Spool;
using Chronote.Wire;

namespace Chronote.Silo.Discord.Recording;

/// <summary>What a process that was killed left of its open chunks: sealed and put into the spool under the run that recorded them, before anything new.</summary>
internal static class LeftOpen
{
    private const int FilesMax = 64;

    /// <returns>How many chunks were recovered.</returns>
    public static async Task<int> Recover(ISpoolFiles files, string folder, TrackSpool spool, Action<string> tell)
    {
        var names = (await files.List(folder)).Entries.Where(entry => !entry.IsFolder && entry.Name.EndsWith(OpenChunkFile.Suffix, StringComparison.Ordinal)).Take(FilesMax).ToArray();
        var chunks = new List<(OpenChunkHeader Header, OpenChunk Chunk)>();
        foreach (var entry in names)
        {
            if (await files.Read($"{folder}/{entry.Name}") is not { } bytes) continue;
            if (OpenChunkFile.Read(bytes) is { } read) chunks.Add(read);
            else tell($"{folder}/{entry.Name} says nothing readable: it was begun and never written whole. It is dropped.");
        }
        var recovered = 0;
        foreach (var (header, chunk) in chunks.OrderBy(each => each.Header.StartSamples))
        {
            // Places of a track never overlap: what begins before its end was sealed, and only the file's deletion is missing.
            if (header.StartSamples < spool.Journal.PlaceEndSamples) continue;
            var source = Math.Max(0, header.SourceSamples);
            if (spool.Journal.Runs.Count == 0 || spool.Journal.Runs[^1].Writer != header.Writer) await spool.BeginRun(header.Writer, new Anchor(header.StartSamples, source));
            await spool.Append(new SealedChunk(header.StartSamples, chunk.DurationSamples, source, Estimated: false, "audio/ogg", chunk.ToOgg()));
            recovered++;
        }
        foreach (var entry in names) await files.Delete($"{folder}/{entry.Name}");
        return recovered;
    }
}
