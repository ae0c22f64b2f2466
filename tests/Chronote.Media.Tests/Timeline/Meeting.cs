using System.Buffers;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Proof;
using Chronote.Media.Timeline;

namespace Chronote.Media.Tests.Timeline;

/// <summary>A track of a meeting for tests: chunks with places, and the ways to assemble them.</summary>
internal sealed class Meeting(int channels = 1)
{
    public static readonly byte[] Tocs = [0x78, 0x08, 0xE0, 0xE8, 0xF0, 0xF8, 0x18, 0x10];

    public TimelineTrack Track { get; } = new(channels, Serial: 0xC0FFEE, OpusTags.Chronote);

    public List<TimelineChunk> Chunks { get; } = [];

    public long EndSamples { get; set; }

    /// <summary>Adds a chunk of packets that are unlike any others.</summary>
    public Meeting Add(long startSamples, int packets, int preSkipSamples = 0, int endTrimSamples = 0, byte toc = 0x78, int bytes = 60)
    {
        var seq = Chunks.Count;
        var ogg = Samples.Chunk(
            Samples.Packets(packets, 1_000 + seq, toc, bytes), new(channels) { PreSkipSamples = preSkipSamples }, endTrimSamples);
        return Add(startSamples, ogg);
    }

    public Meeting Add(long startSamples, byte[] ogg)
    {
        Chunks.Add(new(Chunks.Count, startSamples, ogg));
        EndSamples = Math.Max(EndSamples, startSamples + Samples.Parsed(ogg).DurationSamples);
        return this;
    }

    /// <summary>Chunks with gaps, overlaps, jitter, pre-skip, trim and every packet duration.</summary>
    public static Meeting Drawn(int seed, int chunks)
    {
        var random = new Random(seed);
        var meeting = new Meeting(random.Next(1, 3));
        var next = (long)random.Next(0, 60_000);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var toc = Tocs[random.Next(3) == 0 ? random.Next(Tocs.Length) : 0];
            var packets = random.Next(2, 60);
            var duration = packets * OpusPacket.FrameSamples(toc);
            var preSkip = random.Next(4) == 0 ? random.Next(0, Math.Min(3_840, duration - OpusPacket.FrameSamples(toc))) : 0;
            var trim = random.Next(4) == 0 ? random.Next(0, OpusPacket.FrameSamples(toc)) : 0;
            meeting.Add(next, packets, preSkip, trim, toc, random.Next(4, 200));
            next += duration - preSkip - trim + random.Next(6) switch
            {
                0 => random.Next(0, 200_000),                                         // a gap
                1 => random.Next(-200, 200),                                          // jitter
                2 => -Math.Min(random.Next(0, 4_000), duration - preSkip - trim - 1), // an overlap
                _ => 0,
            };
        }

        return meeting;
    }

    public byte[] Assemble(List<PlacedChunk>? placed = null)
    {
        var output = new MemoryStream();
        TimelineFile.Write(Track, EndSamples, InOrder(), output, chunk => placed?.Add(chunk)).GetAwaiter().GetResult();
        return output.ToArray();
    }

    /// <summary>Assembles span by span, the last one at the meeting's end, without portioned fill.</summary>
    public byte[] AssembleByWindows(params long[] borders)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(TimelineFile.Header(Track));
        var window = new TimelineWindow(0, 0, IsLast: false, TimelineCursor.Begin);
        foreach (var border in borders.Append(EndSamples))
        {
            window = window with { StartSamples = window.EndSamples, EndSamples = border, IsLast = border == EndSamples };
            var assembler = new TimelineAssembler(Track, window, output);
            foreach (var chunk in Chunks)
                assembler.Add(chunk);
            var report = assembler.Finish();
            window = window with { From = report.Next, ExtraPagesBefore = window.ExtraPagesBefore + report.ExtraPages };
        }

        return output.WrittenSpan.ToArray();
    }

    public IEnumerable<ManifestEntry> Manifest() =>
        from chunk in Chunks
        let parsed = Samples.Parsed(chunk.OggBytes.ToArray())
        select new ManifestEntry(
            chunk.Seq, chunk.StartSamples, parsed.PreSkipSamples, parsed.DurationSamples, parsed.PacketCount, parsed.PacketsDigest);

    public ProofReport Prove(byte[] file, bool withStorage = true) =>
        AssemblyProof.Check(
            Manifest().ToAsyncEnumerable(),
            new MemoryStream(file),
            withStorage
                ? seq => new((ReadOnlyMemory<byte>?)Chunks.Single(chunk => chunk.Seq == seq).OggBytes)
                : null).GetAwaiter().GetResult();

    /// <summary>The audio packets of an assembled file with the places the granule positions give them.</summary>
    public static List<(long AtSamples, byte[] Packet)> PacketsOf(byte[] file)
    {
        var packets = new List<(long, byte[])>();
        var at = TimelineGrid.BeginSamples;
        foreach (var packet in Samples.StoredPacketsOf(file))
        {
            packets.Add((at, packet));
            at += OpusPacket.DurationSamples(packet);
        }

        return packets;
    }

    private IAsyncEnumerable<TimelineChunk> InOrder() => Chunks.ToAsyncEnumerable();
}
