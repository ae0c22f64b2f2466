using Chronote.Discord.Placement;
using Chronote.Silo.Discord.Recording;

namespace Chronote.Gateway.Tests.Discord;

public sealed class ChunkCollectorTests : ICollected
{
    private const long Packet = 960;
    private static readonly byte[] Speech = [0xFC, 1, 2, 3], Silence = [0xF8, 0xFF, 0xFE];

    private readonly List<OpenChunk> chunks = [];
    private readonly List<(long Start, long Duration, string Reason)> gaps = [];
    private readonly ChunkCollector collector;
    private long shift;

    public ChunkCollectorTests() => collector = new ChunkCollector(this, source => source + shift, 0);

    void ICollected.Sealed(OpenChunk chunk) => chunks.Add(chunk);

    void ICollected.Gap(long startSamples, long durationSamples, string reason) => gaps.Add((startSamples, durationSamples, reason));

    private void Place(long start, Seam seam = Seam.Continues, int lost = 0, byte[]? opus = null) =>
        collector.Placed(new PlacedPacket(start, OpusPacket.DurationSamples(opus ?? Speech), lost, seam, opus ?? Speech));

    private void Speak(long from, int packets, Seam seam = Seam.Continues)
    {
        for (var i = 0; i < packets; i++) Place(from + i * Packet, i == 0 ? seam : Seam.Continues);
    }

    [Fact]
    public void Five_frames_of_silence_seal_and_belong_to_the_chunk()
    {
        Speak(0, 10, Seam.Anchored);
        for (var i = 10; i < 14; i++) Place(i * Packet, opus: Silence);
        chunks.ShouldBeEmpty();
        Place(14 * Packet, opus: Silence);
        chunks.ShouldHaveSingleItem().Packets.ShouldBe(15);
    }

    [Fact]
    public void A_pause_without_frames_of_silence_seals_too_and_is_no_gap_row()
    {
        Speak(0, 10, Seam.Anchored);
        Place(100 * Packet, Seam.Paused);
        chunks.ShouldHaveSingleItem();
        collector.Open!.StartSamples.ShouldBe(100 * Packet);
        gaps.ShouldBeEmpty();
    }

    [Fact]
    public void A_long_chunk_is_sealed_after_half_a_second_of_quiet_a_short_one_after_two()
    {
        Speak(0, 300, Seam.Anchored);
        collector.Pass(300 * Packet + 23_999);
        chunks.ShouldBeEmpty();
        collector.Pass(300 * Packet + 24_000);
        chunks.Count.ShouldBe(1);
        Speak(400 * Packet, 10, Seam.Paused);
        collector.Pass(410 * Packet + 95_999);
        chunks.Count.ShouldBe(1);
        collector.Pass(410 * Packet + 96_000);
        chunks.Count.ShouldBe(2);
    }

    [Fact]
    public void No_chunk_is_longer_than_15_s()
    {
        Speak(0, 2_000, Seam.Anchored);
        chunks.ShouldAllBe(chunk => chunk.DurationSamples == RecordingLimits.ChunkSamplesMax);
        chunks.Count.ShouldBe(2);
        collector.Open!.StartSamples.ShouldBe(2 * RecordingLimits.ChunkSamplesMax);
    }

    [Fact]
    public void Up_to_a_second_of_loss_is_left_to_the_decoder()
    {
        Speak(0, 10, Seam.Anchored);
        Place(60 * Packet, lost: 50);
        chunks.ShouldBeEmpty();
        collector.Open!.Packets.ShouldBe(61);
        collector.Concealed.ShouldBe(50);
        Place(112 * Packet, lost: 51);
        chunks.ShouldHaveSingleItem();
        gaps.ShouldHaveSingleItem().ShouldBe((61 * Packet, 51 * Packet, "packet_loss"));
    }

    [Fact]
    public void A_loss_that_is_no_whole_number_of_frames_seals()
    {
        Speak(0, 10, Seam.Anchored);
        Place(11 * Packet + 120, lost: 1);
        chunks.ShouldHaveSingleItem().Packets.ShouldBe(10);
        collector.Open!.StartSamples.ShouldBe(11 * Packet + 120);
    }

    [Fact]
    public void A_new_stream_is_a_new_run()
    {
        Speak(0, 10, Seam.Anchored);
        Speak(10 * Packet, 10, Seam.Anchored);
        collector.Seal();
        chunks.Select(chunk => chunk.Run).ShouldBe([1, 2]);
    }

    [Fact]
    public void Clocks_that_part_make_no_seam_in_speech_and_no_overlap_ever()
    {
        Speak(0, 750, Seam.Anchored);
        shift = 100;
        Speak(750 * Packet, 750);
        shift = -5_000;
        Speak(1_500 * Packet, 750);
        shift = 0;
        Speak(2_300 * Packet, 10, Seam.Paused);
        collector.Seal();
        chunks.Select(chunk => chunk.StartSamples).ShouldBe([0, 750 * Packet, 1_500 * Packet, 2_300 * Packet]);
    }
}
