using Chronote.Discord.Placement;
using Chronote.Discord.Voice;

namespace Chronote.Discord.Tests.Placement;

public sealed class SpeakerTimelineTests : IPlacedPackets
{
    private const long Packet = 960, Ms = 48;
    private static readonly byte[] Speech = [0xFC, 1, 2, 3], Silence = [0xF8, 0xFF, 0xFE];

    private readonly List<(long Start, int Duration, int Lost, Seam Seam)> placed = [];
    private readonly SpeakerTimeline timeline;

    public SpeakerTimelineTests() => timeline = new SpeakerTimeline(this);

    void IPlacedPackets.Placed(in PlacedPacket packet) => placed.Add((packet.StartSamples, packet.DurationSamples, packet.LostBefore, packet.Seam));

    private void Tell(int sequence, long rtp, long arrived, byte[]? opus = null, uint ssrc = 1) =>
        timeline.Arrived(new VoicePacket(new Snowflake(1), ssrc, (ushort)sequence, (uint)rtp, 0, opus ?? Speech), arrived, arrived);

    // A stretch of speech that arrives as it is sent: packet i of it at `at` + 20 ms × i.
    private void Speak(int sequence, long rtp, long at, int packets, byte[]? opus = null, uint ssrc = 1)
    {
        for (var i = 0; i < packets; i++) Tell(sequence + i, rtp + i * Packet, at + i * Packet, opus, ssrc);
    }

    [Fact]
    public void A_first_packet_waits_for_others_that_tell_whether_it_was_late()
    {
        Tell(0, 0, 1_000_000 + 80 * Ms);
        timeline.Pass(1_000_000 + 200 * Ms);
        placed.ShouldBeEmpty();
        Speak(1, Packet, 1_000_000 + Packet + 81 * Ms, 1);
        Speak(2, 2 * Packet, 1_000_000 + 2 * Packet, 9);
        timeline.Pass(1_000_000 + 300 * Ms);
        placed.Count.ShouldBe(11);
        placed[0].ShouldBe((1_000_000, 960, 0, Seam.Anchored));
        placed[10].Start.ShouldBe(1_000_000 + 10 * Packet);
    }

    [Fact]
    public void Once_anchored_a_packet_is_placed_as_it_arrives()
    {
        Speak(0, 0, 0, 20);
        timeline.HeldPacketCount.ShouldBe(0);
        placed.Count.ShouldBe(20);
    }

    [Fact]
    public void Packets_that_overtook_others_are_put_back_in_order()
    {
        Speak(0, 0, 0, 20);
        Tell(21, 21 * Packet, 21 * Packet);
        Tell(22, 22 * Packet, 22 * Packet);
        placed.Count.ShouldBe(20);
        Tell(20, 20 * Packet, 22 * Packet + 10);
        placed.Count.ShouldBe(23);
        placed.Select(each => each.Start).ShouldBe(Enumerable.Range(0, 23).Select(i => i * Packet));
        timeline.Counts.Lost.ShouldBe(0);
    }

    [Fact]
    public void A_lost_packet_leaves_its_time_empty_and_is_counted()
    {
        Speak(0, 0, 0, 20);
        Speak(22, 22 * Packet, 22 * Packet, 15);
        placed[20].ShouldBe((22 * Packet, 960, 2, Seam.Continues));
        timeline.Counts.Lost.ShouldBe(2);
        Tell(20, 20 * Packet, 40 * Packet);
        timeline.Counts.Late.ShouldBe(1);
        Tell(20, 20 * Packet, 40 * Packet);
        Tell(36, 36 * Packet, 40 * Packet);
        timeline.Counts.Duplicates.ShouldBe(2);
        timeline.Counts.Placed.ShouldBe(35);
    }

    [Fact]
    public void A_pause_in_which_the_clock_runs_on_is_as_long_as_RTP_says()
    {
        Speak(0, 0, 0, 20);
        Speak(20, 20 * Packet, 20 * Packet, 5, Silence);
        Speak(25, 25 * Packet + 48_000, 25 * Packet + 48_000 + 11 * Ms, 15); // a pause of a second, then a path slower by 11 ms
        placed[25].ShouldBe((25 * Packet + 48_000, 960, 0, Seam.Paused));
        timeline.Counts.Lost.ShouldBe(0);
    }

    [Fact]
    public void A_pause_in_which_the_clock_stands_still_is_as_long_as_arrival_says()
    {
        Speak(0, 0, 0, 20);
        Speak(20, 20 * Packet, 20 * Packet, 5, Silence);
        Speak(25, 25 * Packet, 25 * Packet + 48_000, 15);
        placed[25].ShouldBe((25 * Packet + 48_000, 960, 0, Seam.Reanchored));
        timeline.Counts.Reanchors.ShouldBe(1);
    }

    [Fact]
    public void A_stall_and_the_burst_after_it_shift_nothing()
    {
        Speak(0, 0, 0, 50);
        for (var i = 50; i < 200; i++) Tell(i, i * Packet, 200 * Packet + i);
        Speak(200, 200 * Packet, 200 * Packet + 300, 50);
        placed.Select(each => each.Start).ShouldBe(Enumerable.Range(0, 250).Select(i => i * Packet));
        placed.Skip(1).ShouldAllBe(each => each.Seam == Seam.Continues);
    }

    [Fact]
    public void A_new_ssrc_is_a_new_anchor_and_never_begins_before_the_end_of_the_old_one()
    {
        Speak(0, 0, 0, 20);
        Speak(9_000, 123_456_789, 19 * Packet, 15, ssrc: 2);
        timeline.Flush();
        placed[20].ShouldBe((20 * Packet, 960, 0, Seam.Anchored));
        Tell(20, 20 * Packet, 34 * Packet);
        timeline.Counts.Late.ShouldBe(1);
        timeline.Counts.Placed.ShouldBe(35);
    }

    [Fact]
    public void A_new_session_is_a_new_anchor_even_under_the_same_ssrc()
    {
        Speak(0, 0, 0, 20);
        timeline.NewSession();
        Speak(5, 77, 96_000, 15);
        placed[20].ShouldBe((96_000, 960, 0, Seam.Anchored));
    }

    [Fact]
    public void Sequence_and_timestamp_wrap()
    {
        Speak(ushort.MaxValue - 9, uint.MaxValue - 9 * Packet, 0, 40);
        placed.Select(each => each.Start).ShouldBe(Enumerable.Range(0, 40).Select(i => i * Packet));
    }

    [Fact]
    public void Packets_of_other_lengths_are_placed_by_their_length()
    {
        byte[] sixty = [0x18, 1, 2]; // SILK, 60 ms
        for (var i = 0; i < 10; i++) Tell(i, i * 2880, i * 2880, sixty);
        timeline.Flush();
        placed.Select(each => each.Start).ShouldBe(Enumerable.Range(0, 10).Select(i => i * 2880L));
        placed.ShouldAllBe(each => each.Duration == 2880);
    }

    [Fact]
    public void What_is_no_Opus_packet_is_counted_and_not_placed()
    {
        Speak(0, 0, 0, 20);
        Tell(20, 20 * Packet, 20 * Packet, []);
        Tell(20, 20 * Packet, 20 * Packet, [0xFB, 0]);
        timeline.Counts.Malformed.ShouldBe(2);
        placed.Count.ShouldBe(20);
    }

    [Fact]
    public void A_sender_faster_than_time_finds_no_place()
    {
        for (var i = 0; i < 2_000; i++) Tell(i, i * Packet, 5 * Ms);
        timeline.Flush();
        timeline.Counts.TooFast.ShouldBeGreaterThan(1_000);
        placed[^1].Start.ShouldBeLessThanOrEqualTo(PlacementLimits.AheadMaxSamples + 5 * Ms);
    }

    [Fact]
    public void What_is_held_is_bounded()
    {
        var big = new byte[1_200];
        big[0] = 0xFC;
        Tell(0, 0, 0, big);
        for (var i = 1; i < 2_000; i++)
        {
            Tell(2 * i, 2 * i * Packet, 1, big);
            timeline.HeldPacketCount.ShouldBeLessThanOrEqualTo(PlacementLimits.HeldBytesMax / big.Length + 1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_told_each_packet_is_accounted_for_and_places_never_overlap(int seed)
    {
        var random = new Random(seed);
        long at = 0;
        for (var i = 0; i < 50_000; i++)
        {
            at += random.Next(4) == 0 ? random.Next(200_000) : random.Next(2_000);
            var wild = random.Next(20) == 0;
            Tell(
                wild ? random.Next(65_536) : i + random.Next(-3, 4), wild ? random.NextInt64(uint.MaxValue) : i * Packet + random.Next(-960, 960), at,
                random.Next(30) == 0 ? [(byte)random.Next(256), (byte)random.Next(256)] : random.Next(5) == 0 ? Silence : Speech, (uint)(random.Next(50) == 0 ? 2 : 1));
        }
        timeline.Flush();
        var counts = timeline.Counts;
        (counts.Placed + counts.Duplicates + counts.Late + counts.Malformed + counts.TooFast).ShouldBe(counts.Arrived, $"seed {seed}");
        for (var i = 1; i < placed.Count; i++) placed[i].Start.ShouldBeGreaterThanOrEqualTo(placed[i - 1].Start + placed[i - 1].Duration, $"seed {seed}");
    }
}
