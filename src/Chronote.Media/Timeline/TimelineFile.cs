using System.Buffers;
using Chronote.Media.Ogg;

namespace Chronote.Media.Timeline;

/// <summary>Assembled files on streams: header pages, then windows one after the other, then the end of the stream.</summary>
public static class TimelineFile
{
    private const int BufferedBytesMax = 128 * 1024;
    private const int PagesPerPortion = 512;

    /// <summary>The two header pages of a track's file.</summary>
    public static byte[] Header(TimelineTrack track)
    {
        var output = new ArrayBufferWriter<byte>();
        OpusHeaderPages.Write(
            new(track.Serial, output), new(track.Channels, TimelineGrid.PreRollSamples, MediaLimits.TimelineHz), track.Tags);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A page without packets that ends the stream behind a window that is not the last, as long as the meeting runs.</summary>
    public static byte[] EndMark(TimelineTrack track, TimelineWindow window, AssemblyReport report)
    {
        var output = new ArrayBufferWriter<byte>();
        var end = new TimelineWindow(window.EndSamples, window.EndSamples, IsLast: true, report.Next)
        {
            ExtraPagesBefore = window.ExtraPagesBefore + report.ExtraPages,
        };
        new TimelineAssembler(track, end, output).Finish();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a whole recording.</summary>
    /// <param name="track">What the file says about itself.</param>
    /// <param name="endSamples">The end of the meeting, not before the end of its last chunk.</param>
    /// <param name="chunks">All chunks, ordered by start, then seq; pulled one at a time.</param>
    /// <param name="output">Written forward only.</param>
    /// <param name="placed">Told of each chunk, in order.</param>
    /// <param name="cancellation">Stops between two chunks; the output is then incomplete.</param>
    public static async Task<AssemblyReport> Write(
        TimelineTrack track,
        long endSamples,
        IAsyncEnumerable<TimelineChunk> chunks,
        Stream output,
        Action<PlacedChunk>? placed = null,
        CancellationToken cancellation = default)
    {
        await output.WriteAsync(Header(track), cancellation);
        return await WriteWindow(track, TimelineWindow.Whole(endSamples), chunks, output, placed, cancellation);
    }

    /// <summary>Writes the pages of one window, without header pages. Memory: the largest chunk and a fixed buffer.</summary>
    public static async Task<AssemblyReport> WriteWindow(
        TimelineTrack track,
        TimelineWindow window,
        IAsyncEnumerable<TimelineChunk> chunks,
        Stream output,
        Action<PlacedChunk>? placed = null,
        CancellationToken cancellation = default)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * BufferedBytesMax);
        var assembler = new TimelineAssembler(track, window, buffer);
        await foreach (var chunk in chunks.WithCancellation(cancellation))
        {
            while (assembler.FillAhead(chunk.StartSamples, PagesPerPortion))
                await Drain(BufferedBytesMax);
            var outcome = assembler.Add(chunk);
            placed?.Invoke(outcome);
            await Drain(BufferedBytesMax);
        }

        while (assembler.FillAhead(window.EndSamples, PagesPerPortion))
            await Drain(BufferedBytesMax);
        var report = assembler.Finish();
        await Drain(0);
        return report;

        async ValueTask Drain(int aboveBytes)
        {
            if (buffer.WrittenCount <= aboveBytes)
                return;
            await output.WriteAsync(buffer.WrittenMemory, cancellation);
            buffer.ResetWrittenCount();
        }
    }
}
