using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Grains.Windows;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Timeline;

namespace Chronote.Silo.Audio;

/// <summary>Assembles a track: pulls its chunks in order of place, one after the other, and streams the file into blob storage.</summary>
public sealed class TrackAssembly(IMeetingStore meetings, IChunkStore chunks, IBlobStore blobs) : IWindowAssembly
{
    private const int RowsPerRead = 500;

    public async Task<(ArtefactRow Artefact, long Chunks)> Write(TrackKey track, string name, int window, int revision)
    {
        var count = 0L;
        var row = await meetings.Track(track) ?? throw new InvalidOperationException($"Track {track} is gone.");
        var target = new TimelineTrack(await Channels(track), Serial(track), OpusTags.Chronote);
        var written = await blobs.Write(name, async output => await TimelineFile.Write(target, row.EndSamples, Counted(), output));
        return (new ArtefactRow(window, track.Track, revision, name, written.ByteCount, written.Digest, row.EndSamples), count);

        async IAsyncEnumerable<TimelineChunk> Counted()
        {
            await foreach (var chunk in Chunks(track, row.EndSamples))
            {
                count++;
                yield return chunk;
            }
        }
    }

    // Chunks that end behind the file's end came after it was planned; they belong to the next revision.
    private async IAsyncEnumerable<TimelineChunk> Chunks(TrackKey track, long endSamples)
    {
        var (start, seq) = (-1L, -1L);
        while (true)
        {
            var page = await meetings.ChunksByPlace(track, start, seq, RowsPerRead);
            foreach (var chunk in page)
            {
                (start, seq) = (chunk.Receipt.StartSamples, chunk.Receipt.Key.Seq);
                if (start + chunk.Receipt.Shape.DurationSamples > endSamples) continue;
                if (chunk.Receipt.Shape.Packets == 0) continue; // WAV or FLAC that waits to be encoded: it makes the next revision
                var bytes = await chunks.ReadBytes(chunk.Receipt.Key) ?? throw new InvalidDataException($"The bytes of chunk {chunk.Receipt.Key} are not there.");
                yield return new TimelineChunk(seq, start, bytes);
            }
            if (page.Count < RowsPerRead) yield break;
        }
    }

    private async Task<int> Channels(TrackKey track)
    {
        var first = (await meetings.Chunks(track, 0, 1)).FirstOrDefault();
        if (first is null || await chunks.ReadBytes(first.Receipt.Key) is not { } bytes) return 1;
        return StoredPackets.Of(bytes).Head.Channels;
    }

    private static uint Serial(TrackKey track) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(track.ToString())));
}
