using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Tests.Ogg;
using Chronote.Media.Timeline;

namespace Chronote.Media.Tests.Timeline;

public sealed class TimelineAssemblerTests
{
    [Fact]
    public void Chunks_that_follow_each_other_are_joined_packet_to_packet()
    {
        var meeting = new Meeting().Add(0, 250).Add(240_000, 250).Add(480_000, 125);
        var packets = Meeting.PacketsOf(meeting.Assemble());

        packets.Count.ShouldBe(4 + 625);
        packets.Take(4).ShouldAllBe(packet => packet.Packet.SequenceEqual(OpusSilence.Packet(960, 1).ToArray()));
        packets.Skip(4).Select(packet => packet.Packet).ShouldBe(
            meeting.Chunks.SelectMany(chunk => Samples.StoredPacketsOf(chunk.OggBytes.Span)));
        packets[4].AtSamples.ShouldBe(0);
    }

    [Fact]
    public void A_gap_is_filled_to_the_last_two_and_a_half_milliseconds()
    {
        var meeting = new Meeting().Add(0, 50).Add(100_000, 50);
        var placed = new List<PlacedChunk>();
        var packets = Meeting.PacketsOf(meeting.Assemble(placed));
        var second = Samples.StoredPacketsOf(meeting.Chunks[1].OggBytes.Span)[0];
        packets.Single(packet => packet.Packet.SequenceEqual(second)).AtSamples.ShouldBe(99_960);
        placed[1].LateSamples.ShouldBe(-40);
    }

    [Fact]
    public void Rounding_never_accumulates()
    {
        // 2,000 chunks, each 7 samples late: in the end 14,000 samples, all of them made up for.
        var meeting = new Meeting();
        for (var chunk = 0; chunk < 2_000; chunk++)
            meeting.Add(chunk * (9_600L + 7), 10, bytes: 10);
        var placed = new List<PlacedChunk>();
        meeting.Assemble(placed);
        placed.ShouldAllBe(chunk => chunk.LateSamples > -120 && chunk.LateSamples <= 0);
    }

    [Fact]
    public void Packets_in_time_already_filled_are_left_out_and_reported()
    {
        var meeting = new Meeting().Add(0, 100).Add(90_000, 100);
        var placed = new List<PlacedChunk>();
        var file = meeting.Assemble(placed);
        // 96,000 − 90,000 = 6,000 samples overlap: six packets wholly, the seventh by a quarter.
        placed[1].LeftOutPackets.ShouldBe(6);
        placed[1].LeftOutSamples.ShouldBe(5_760);
        placed[1].LateSamples.ShouldBe(240);
        placed[1].Packets.ShouldBe(94);
        Meeting.PacketsOf(file).Count.ShouldBe(4 + 194);
    }

    [Fact]
    public void A_chunk_inside_another_is_left_out_as_a_whole()
    {
        var meeting = new Meeting().Add(0, 100).Add(9_600, 10).Add(96_000, 10);
        var placed = new List<PlacedChunk>();
        meeting.Assemble(placed);
        (placed[1].Packets, placed[1].LeftOutPackets).ShouldBe((0, 10));
        (placed[2].Packets, placed[2].LateSamples).ShouldBe((10, 0L));
    }

    [Fact]
    public void Pre_skip_lies_before_the_start_of_its_chunk_even_at_the_start_of_the_meeting()
    {
        var meeting = new Meeting().Add(0, 20, preSkipSamples: 312);
        var placed = new List<PlacedChunk>();
        var packets = Meeting.PacketsOf(meeting.Assemble(placed));
        placed[0].LateSamples.ShouldBe(-48);
        var first = Samples.StoredPacketsOf(meeting.Chunks[0].OggBytes.Span)[0];
        packets.Single(packet => packet.Packet.SequenceEqual(first)).AtSamples.ShouldBe(-360);
    }

    [Fact]
    public void Every_half_second_is_one_page_with_the_packets_that_begin_in_it()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var file = Meeting.Drawn(seed, 30).Assemble();
            var at = TimelineGrid.BeginSamples;
            var ranges = OggPages.Ranges(file);
            for (var index = 2; index < ranges.Count; index++)
            {
                OggPage.Read(file.AsSpan()[ranges[index]], 0, checkCrc: true, out var page).ShouldBeNull();
                page.Sequence.ShouldBe((uint)index);
                page.Lacing.IsEmpty.ShouldBeFalse();
                var offset = 0;
                var bytes = 0;
                foreach (var lacing in page.Lacing)
                {
                    bytes += lacing;
                    if (lacing == 255)
                        continue;
                    TimelineGrid.PageAt(at).ShouldBe(index - 2);
                    at += OpusPacket.DurationSamples(page.Body.Slice(offset, bytes));
                    offset += bytes;
                    bytes = 0;
                }

                if (!page.EndsStream)
                    page.GranulePosition.ShouldBe(at + 3_840);
            }
        }
    }

    [Fact]
    public void Generated_meetings_are_placed_as_a_plain_model_places_them()
    {
        for (var seed = 100; seed < 160; seed++)
        {
            var meeting = Meeting.Drawn(seed, 40);
            var placed = new List<PlacedChunk>();
            var file = meeting.Assemble(placed);
            var expected = new List<(long At, byte[] Packet)>();
            var end = -3_840L;
            foreach (var chunk in meeting.Chunks)
            {
                var parsed = Samples.Parsed(chunk.OggBytes.ToArray());
                var due = chunk.StartSamples - parsed.PreSkipSamples;
                end = Math.Max(end, (long)Math.Floor(due / 120.0) * 120);
                var begun = false;
                foreach (var packet in Samples.StoredPacketsOf(chunk.OggBytes.Span))
                {
                    var duration = OpusPacket.DurationSamples(packet);
                    due += duration;
                    if (!begun && due <= end)
                        continue;
                    begun = true;
                    expected.Add((end, packet));
                    end += duration;
                }
            }

            var packets = Meeting.PacketsOf(file).Where(packet => packet.Packet.Length != 3).ToList();
            packets.Select(packet => packet.AtSamples).ShouldBe(expected.Select(packet => packet.At), $"seed {seed}");
            packets.Zip(expected).ShouldAllBe(pair => pair.First.Packet.SequenceEqual(pair.Second.Packet));
            placed.Sum(chunk => chunk.Packets).ShouldBe(expected.Count);
        }
    }

    [Fact]
    public void A_chunk_is_never_late_by_a_packet_or_early_by_a_step()
    {
        for (var seed = 200; seed < 260; seed++)
        {
            var meeting = Meeting.Drawn(seed, 40);
            var placed = new List<PlacedChunk>();
            meeting.Assemble(placed);
            for (var index = 0; index < placed.Count; index++)
            {
                var duration = OpusPacket.DurationSamples(Samples.StoredPacketsOf(meeting.Chunks[index].OggBytes.Span)[0]);
                placed[index].LateSamples.ShouldBeInRange(-119, duration - 1, $"seed {seed}, chunk {index}");
            }
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Windows_concatenated_are_the_bytes_of_the_whole()
    {
        for (var seed = 300; seed < 360; seed++)
        {
            var meeting = Meeting.Drawn(seed, 30);
            var whole = meeting.Assemble();
            var random = new Random(seed);
            var borders = Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.NextInt64(0, meeting.EndSamples / 24_000) * 24_000)
                .Distinct().Order().Where(border => border > 0).ToArray();
            meeting.AssembleByWindows(borders).ShouldBe(whole, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_window_can_be_listened_to_before_the_meeting_ends()
    {
        using var tool = new ExternalTool();
        var meeting = new Meeting().Add(0, Samples.Chunk(Samples.Encode(Signals.Sweep(480_000), new(1)).Packets));
        var output = new MemoryStream();
        output.Write(TimelineFile.Header(meeting.Track));
        var window = new TimelineWindow(0, 240_000, IsLast: false, TimelineCursor.Begin);
        var report = await TimelineFile.WriteWindow(meeting.Track, window, meeting.Chunks.ToAsyncEnumerable(), output);
        report.Next.ShouldBe(new(240_000, 0, 0, 250));
        output.Write(TimelineFile.EndMark(meeting.Track, window, report));
        tool.Save("part.ogg", output.ToArray());
        tool.Run("opusinfo", "part.ogg").ShouldNotContain("WARNING");
        tool.DecodeWithFfmpeg("part.ogg", 1).Length.ShouldBe(240_000);
        Samples.Parsed(output.ToArray()).DurationSamples.ShouldBe(240_000);
    }

    [Fact]
    public void Packets_that_do_not_fit_a_page_get_an_extra_one_and_later_windows_count_it()
    {
        // 2.5 ms packets of 1,275 bytes are 4 Mbit/s: valid framing, but no encoder makes them.
        var meeting = new Meeting().Add(0, 400, toc: 0xE0, bytes: 1_275).Add(96_000, 100);
        var whole = meeting.Assemble();
        Samples.Parsed(whole).DurationSamples.ShouldBe(meeting.EndSamples);
        OggPages.Ranges(whole).Count.ShouldBeGreaterThan(2 + 8);
        meeting.AssembleByWindows(24_000, 72_000, 120_000).ShouldBe(whole);
    }

    [Fact]
    public void At_the_highest_bitrate_of_Opus_every_half_second_still_fits_its_page()
    {
        foreach (var toc in Meeting.Tocs)
        {
            var bytes = Math.Min(1_275, 510_000 / 8 * OpusPacket.FrameSamples(toc) / 48_000);
            var meeting = new Meeting().Add(0, 96_000 / OpusPacket.FrameSamples(toc), toc: toc, bytes: bytes);
            OggPages.Ranges(meeting.Assemble()).Count.ShouldBe(2 + 4, $"toc {toc:x2}");
        }
    }

    [Fact]
    public async Task A_gap_of_ten_hours_is_written_in_bounded_portions()
    {
        var meeting = new Meeting().Add(0, 50).Add(10L * 3_600 * 48_000, 50);
        var output = new PortionStream();
        await TimelineFile.Write(meeting.Track, meeting.EndSamples, meeting.Chunks.ToAsyncEnumerable(), output);
        output.TotalBytes.ShouldBeGreaterThan(8_000_000);
        output.LargestBytes.ShouldBeLessThan(256 * 1024);
    }

    [Fact]
    public void Broken_stored_bytes_are_reported_and_the_rest_is_assembled()
    {
        var meeting = new Meeting().Add(0, 50).Add(48_000, 50).Add(96_000, 50);
        meeting.Chunks[1] = meeting.Chunks[1] with { OggBytes = meeting.Chunks[1].OggBytes[..500] };
        var placed = new List<PlacedChunk>();
        var file = meeting.Assemble(placed);
        placed[1].Fault!.Code.ShouldBe(FaultCode.Truncated);
        (placed[0].Packets, placed[2].Packets).ShouldBe((50, 50));
        Samples.Parsed(file).DurationSamples.ShouldBe(meeting.EndSamples);
    }

    [Fact]
    public void Chunks_out_of_order_are_refused_and_not_silently_dropped()
    {
        var meeting = new Meeting().Add(48_000, 50).Add(0, 50);
        Should.Throw<ArgumentException>(() => meeting.Assemble()).Message.ShouldContain("ordered by start");
    }

    private sealed class PortionStream : MemoryStream
    {
        public long TotalBytes { get; private set; }

        public int LargestBytes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            TotalBytes += buffer.Length;
            LargestBytes = Math.Max(LargestBytes, buffer.Length);
            return default;
        }
    }
}
