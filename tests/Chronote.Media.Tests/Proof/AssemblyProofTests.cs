using Chronote.Media.Proof;
using Chronote.Media.Tests.Ogg;
using Chronote.Media.Tests.Timeline;
using Chronote.Media.Timeline;

namespace Chronote.Media.Tests.Proof;

public sealed class AssemblyProofTests
{
    [Fact]
    public void A_right_file_is_proven_for_generated_meetings()
    {
        for (var seed = 400; seed < 460; seed++)
        {
            var meeting = Meeting.Drawn(seed, 40);
            var placed = new List<PlacedChunk>();
            var report = meeting.Prove(meeting.Assemble(placed));
            report.Fault.ShouldBeNull($"seed {seed}");
            report.Holds.ShouldBeTrue(
                $"seed {seed}: lost {report.Lost.Count}, doubled {report.Doubled.Count}, misplaced {report.Misplaced.Count}");
            report.Acknowledged.ShouldBe(40);
            report.FoundOnce.ShouldBe(40);
            report.OverlapTrimmed.Seqs.ShouldBe(placed.Where(chunk => chunk.LeftOutPackets > 0).Select(chunk => chunk.Seq));
        }
    }

    [Fact]
    public void Without_the_stored_bytes_a_trimmed_chunk_stays_unproven()
    {
        var meeting = Turns().Add(2_000_000, 100).Add(2_090_000, 100).Add(2_186_000, 100);
        var file = meeting.Assemble();
        meeting.Prove(file).Holds.ShouldBeTrue();
        var report = meeting.Prove(file, withStorage: false);
        report.Unproven.Seqs.ShouldBe([21]);
        report.OverlapTrimmed.Seqs.ShouldBe([21]);
        (report.Lost.Count, report.Misplaced.Count, report.Doubled.Count, report.UnknownPackets).ShouldBe((0, 0, 0, 0));
        report.Holds.ShouldBeFalse();
    }

    [Fact]
    public void A_lost_chunk_is_named()
    {
        var meeting = Turns();
        var report = meeting.Prove(Without(meeting, 7).Assemble());
        report.Lost.Seqs.ShouldBe([7]);
        report.FoundOnce.ShouldBe(19);
        report.UnknownPackets.ShouldBe(0);
        report.Misplaced.Count.ShouldBe(0);
    }

    [Fact]
    public void A_missing_packet_loses_its_chunk_and_no_other()
    {
        var meeting = Turns();
        var report = meeting.Prove(With(meeting, 7, packets => packets.RemoveAt(5)).Assemble());
        report.Lost.Seqs.ShouldBe([7]);
        report.UnknownPackets.ShouldBe(49);
        report.FoundOnce.ShouldBe(19);
    }

    [Fact]
    public void A_packet_cut_out_of_the_file_is_noticed()
    {
        var meeting = Turns();
        var file = meeting.Assemble();
        var ranges = OggPages.Ranges(file);
        byte[] cut = [.. file[..ranges[9].Start.Value], .. file[ranges[9].End.Value..]];
        meeting.Prove(cut).Fault!.Code.ShouldBe(FaultCode.BadPage);
    }

    [Fact]
    public void A_flipped_byte_is_noticed_with_and_without_a_matching_checksum()
    {
        var meeting = Turns();
        var file = meeting.Assemble();
        var page = OggPages.Ranges(file)[9];
        file[page.End.Value - 1] ^= 1;
        var faulty = meeting.Prove(file);
        faulty.Fault!.Code.ShouldBe(FaultCode.BadCrc);
        faulty.Holds.ShouldBeFalse();

        RawPage.FixCrc(file.AsSpan()[page]);
        var report = meeting.Prove(file);
        report.Fault.ShouldBeNull();
        report.Lost.Count.ShouldBe(1);
        report.FoundOnce.ShouldBe(19);
        report.Misplaced.Count.ShouldBe(0);
    }

    [Fact]
    public void A_doubled_chunk_is_named()
    {
        var meeting = Turns();
        var doubled = Copy(meeting);
        // Chunk 7 once more in the gap behind chunk 9.
        doubled.Chunks.Insert(10, meeting.Chunks[7] with { StartSamples = meeting.Chunks[9].StartSamples + 50 * 960 });
        var report = meeting.Prove(doubled.Assemble());
        report.Doubled.Seqs.ShouldBe([7]);
        report.Lost.Count.ShouldBe(0);
        report.FoundOnce.ShouldBe(19);
        report.Misplaced.Count.ShouldBe(0);
    }

    [Fact]
    public void Swapped_chunks_are_misplaced()
    {
        var meeting = Turns();
        var swapped = Copy(meeting);
        swapped.Chunks[7] = meeting.Chunks[7] with { OggBytes = meeting.Chunks[8].OggBytes };
        swapped.Chunks[8] = meeting.Chunks[8] with { OggBytes = meeting.Chunks[7].OggBytes };
        var report = meeting.Prove(swapped.Assemble());
        report.Misplaced.Seqs.Order().ShouldBe([7, 8]);
        report.Lost.Count.ShouldBe(0);
        report.FoundOnce.ShouldBe(20);
        report.Holds.ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_gap_misplaces_the_chunk_behind_it()
    {
        foreach (var shift in new[] { -120, 120, 5_000, -5_000 })
        {
            var meeting = new Meeting();
            for (var chunk = 0; chunk < 20; chunk++)
                meeting.Add(chunk * 90_000L, 50);
            var shifted = Copy(meeting);
            shifted.Chunks[7] = shifted.Chunks[7] with { StartSamples = shifted.Chunks[7].StartSamples + shift };
            var report = meeting.Prove(shifted.Assemble());
            report.Misplaced.Seqs.ShouldBe([7], $"shifted by {shift}");
            report.FoundOnce.ShouldBe(20);
            report.Holds.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_chunk_that_was_never_acknowledged_is_unknown()
    {
        var meeting = Turns();
        var more = Copy(meeting).Add(meeting.EndSamples + 48_000, 33);
        var report = meeting.Prove(more.Assemble());
        report.UnknownPackets.ShouldBe(33);
        report.FoundOnce.ShouldBe(20);
        report.Holds.ShouldBeFalse();
    }

    [Fact]
    public void Damage_to_many_chunks_is_counted_chunk_by_chunk()
    {
        var meeting = new Meeting();
        for (var chunk = 0; chunk < 100; chunk++)
            meeting.Add(chunk * 48_000L, 50);
        var damaged = Copy(meeting);
        for (var chunk = 20; chunk < 70; chunk++)
            damaged.Chunks[chunk] = damaged.Chunks[chunk] with { OggBytes = Samples.Chunk(Samples.Packets(50, seed: 9_000 + chunk)) };
        var report = meeting.Prove(damaged.Assemble());
        report.Lost.Seqs.ShouldBe(Enumerable.Range(20, 50).Select(seq => (long)seq));
        report.FoundOnce.ShouldBe(50);
        report.UnknownPackets.ShouldBe(2_500);
    }

    [Fact]
    public void A_file_cut_short_loses_what_is_behind_the_cut()
    {
        var meeting = Turns();
        var file = meeting.Assemble();
        var report = meeting.Prove(file[..(file.Length / 2)]);
        report.Fault!.Code.ShouldBe(FaultCode.Truncated);
        report.Lost.Count.ShouldBeInRange(8, 12);
        (report.FoundOnce + report.Lost.Count).ShouldBe(20);
    }

    [Fact]
    public void Equal_chunks_of_silence_are_told_apart_by_their_places()
    {
        var silence = Samples.Chunk(Samples.Encode(new float[48_000], new(1)).Packets);
        var meeting = new Meeting().Add(0, silence).Add(48_000, silence).Add(96_000, silence).Add(144_000, 50);
        meeting.Prove(meeting.Assemble()).Holds.ShouldBeTrue();
    }

    /// <summary>Twenty chunks of a second, each pair followed by a gap.</summary>
    private static Meeting Turns()
    {
        var meeting = new Meeting();
        for (var chunk = 0; chunk < 20; chunk++)
            meeting.Add(chunk * 48_000L + chunk / 2 * 50_000L, 50);
        return meeting;
    }

    private static Meeting Copy(Meeting meeting)
    {
        var copy = new Meeting { EndSamples = meeting.EndSamples };
        copy.Chunks.AddRange(meeting.Chunks);
        return copy;
    }

    private static Meeting Without(Meeting meeting, int index)
    {
        var copy = Copy(meeting);
        copy.Chunks.RemoveAt(index);
        return copy;
    }

    private static Meeting With(Meeting meeting, int index, Action<List<byte[]>> change)
    {
        var copy = Copy(meeting);
        var packets = Samples.StoredPacketsOf(meeting.Chunks[index].OggBytes.Span);
        change(packets);
        copy.Chunks[index] = meeting.Chunks[index] with { OggBytes = Samples.Chunk(packets) };
        return copy;
    }
}
