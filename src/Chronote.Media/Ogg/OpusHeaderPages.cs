using System.Buffers;
using Chronote.Media.Opus;

namespace Chronote.Media.Ogg;

/// <summary>The two header packets of Opus in Ogg, each on pages of its own (RFC 7845 section 3).</summary>
internal static class OpusHeaderPages
{
    /// <summary>Pages that <see cref="Write"/> makes, so the sequence number of the first audio page.</summary>
    public const uint Count = 2;

    /// <summary>Bytes the tags may have so that their packet fits one page.</summary>
    public const int TagsBytesMax = MediaLimits.OggLacingValuesMax * byte.MaxValue - 1;

    public static void Write(OggPageWriter pages, OpusHead head, OpusTags tags)
    {
        Span<byte> headPacket = stackalloc byte[OpusHead.Bytes];
        head.Write(headPacket);
        pages.Add(headPacket);
        pages.Flush(granulePosition: 0, sequence: 0, OggPage.BeginsStreamFlag);

        var tagsPacket = tags.ToPacket();
        if (tagsPacket.Length > TagsBytesMax)
            throw new ArgumentException($"Tags of {tagsPacket.Length} bytes exceed one page ({TagsBytesMax} bytes).", nameof(tags));
        pages.Add(tagsPacket);
        pages.Flush(granulePosition: 0, sequence: 1, flags: 0);
    }
}
