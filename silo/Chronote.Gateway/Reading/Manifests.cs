using System.Globalization;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Wire;

namespace Chronote.Gateway.Reading;

/// <summary>Where a manifest page begins: a track, and a sequence number on it.</summary>
/// <param name="Track">Null: the first track.</param>
internal readonly record struct ManifestCursor(string? Track, long FromSeq)
{
    public static bool TryRead(string? text, out ManifestCursor cursor)
    {
        cursor = default;
        if (text is null) return true;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !TrackId.TryParse(text[..colon], out var track) || !long.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return false;
        cursor = new ManifestCursor(track.Value, seq);
        return true;
    }

    public override string ToString() => $"{Track}:{FromSeq}";
}

/// <summary>A meeting's chunks as acknowledged, page by page (P-61).</summary>
internal static class Manifests
{
    public static async Task<ManifestPage> Page(IMeetingStore store, MeetingRow meeting, ManifestCursor at)
    {
        var tracks = new List<ManifestTrack>();
        var room = Limits.ManifestPageChunks;
        ManifestCursor? next = null;
        foreach (var row in await store.Tracks(meeting.Id))
        {
            var id = row.Key.Track.Value;
            if (at.Track is { } first && string.CompareOrdinal(id, first) < 0) continue;
            if (room == 0)
            {
                next = new ManifestCursor(id, 0);
                break;
            }
            var from = id == at.Track ? at.FromSeq : 0;
            var chunks = await store.Chunks(row.Key, from, room);
            room -= chunks.Count;
            // Gaps come with a track's first page.
            IReadOnlyList<ManifestGap> gaps = from > 0 ? [] :
            [
                .. (await store.Gaps(row.Key)).Select(gap => new ManifestGap(gap.Reason, gap.StartSamples, gap.DurationSamples)),
                .. (await store.LostRanges(row.Key)).Select(lost => new ManifestGap(lost.Reason, FromSeq: lost.FromSeq, ToSeq: lost.ToSeq)),
            ];
            tracks.Add(new ManifestTrack(id, [.. chunks.Select(View)], gaps));
            if (room == 0 && chunks[^1].Receipt.Key.Seq + 1 < row.NextSeq)
            {
                next = new ManifestCursor(id, chunks[^1].Receipt.Key.Seq + 1);
                break;
            }
        }
        return new ManifestPage(meeting.Id.Value, meeting.Phase.ToString().ToLowerInvariant(), tracks, next?.ToString());
    }

    private static ManifestChunk View(ChunkRow chunk)
    {
        var (receipt, shape) = (chunk.Receipt, chunk.Receipt.Shape);
        return new ManifestChunk(
            receipt.Key.Seq, receipt.Epoch, Convert.ToHexStringLower(receipt.Digest), shape.PacketsDigest is { } packets ? Convert.ToHexStringLower(packets) : null,
            shape.Packets, receipt.StartSamples, shape.DurationSamples, shape.PreSkipSamples);
    }
}
