using Chronote.Client.Tests.World;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Recorder.Record;

namespace Chronote.Client.Tests.Recording;

[Trait("Speed", "Slow")]
public sealed class FromSourceToServer
{
    private const int Packet = 960;

    [Fact]
    public void A_recorded_file_arrives_in_whole_chunks_whose_packets_are_those_of_one_unbroken_encoding()
    {
        var world = new RecordingWorld(41);
        var samples = world.Backend.Files["ana.wav"] = MadeSound.Talk(TimeSpan.FromSeconds(47.123), seed: 1);
        var code = -1;
        world.Loop.Run(world.Loop.NewProcess(), async () => code = await world.Record(new RecordingEnd(), "--input", "ana=ana.wav"));

        code.ShouldBe(0);
        var chunks = world.Books["ana"].Stored.Values.Select(Parsed).ToList();
        chunks.Count.ShouldBeGreaterThan(3);
        chunks.ShouldAllBe(chunk => chunk.Parsed.PreSkipSamples == 0 && chunk.Parsed.DurationSamples <= 15 * 48_000);
        chunks.SkipLast(1).ShouldAllBe(chunk => chunk.Parsed.DurationSamples >= 5 * 48_000);
        chunks.Sum(chunk => chunk.Parsed.DurationSamples).ShouldBe(samples.Length, "exact to the sample");
        for (var each = 1; each < chunks.Count; each++)
            chunks[each].Start.ShouldBe(chunks[each - 1].Start + chunks[each - 1].Parsed.DurationSamples, "no seam");
        chunks.SelectMany(chunk => Packets(chunk.Parsed)).ShouldBe(EncodedAtOnce(samples));
    }

    [Fact]
    public void A_recorder_killed_in_the_middle_of_a_file_goes_on_where_its_last_chunk_ended()
    {
        var world = new RecordingWorld(42);
        var samples = world.Backend.Files["ana.wav"] = MadeSound.Talk(TimeSpan.FromSeconds(60), seed: 2);
        var first = world.Loop.NewProcess();
        world.Loop.Start(first, () => world.Record(new RecordingEnd(), "--input", "ana=ana.wav"));
        world.Loop.RunFor(TimeSpan.FromSeconds(31));
        first.Kill();
        world.Disk.PowerCut(new Random(1));
        var before = world.Books["ana"].Stored.Count;
        before.ShouldBeGreaterThan(1);
        world.Loop.RunFor(TimeSpan.FromMinutes(3));
        world.Loop.Run(world.Loop.NewProcess(), () => world.Record(new RecordingEnd(), "--resume"));

        var chunks = world.Books["ana"].Stored.Values.Select(Parsed).ToList();
        chunks.Sum(chunk => chunk.Parsed.DurationSamples).ShouldBe(samples.Length);
        for (var each = 1; each < chunks.Count; each++)
            chunks[each].Start.ShouldBe(chunks[each - 1].Start + chunks[each - 1].Parsed.DurationSamples);
        world.Books["ana"].NewestEpoch.ShouldBe(1);
        world.Books["ana"].Missing().ShouldBeEmpty();
        world.Books.StoppedAt!["ana"].ShouldBe(chunks.Count - 1);
        world.Disk.Paths.ShouldBeEmpty("a meeting that was stopped leaves nothing in the spool");
    }

    [Fact]
    public void A_device_that_is_lost_is_told_at_once_and_the_time_without_it_is_a_gap()
    {
        var world = new RecordingWorld(43);
        world.Backend.DeviceRuns.Enqueue(MadeSound.Talk(TimeSpan.FromSeconds(20), seed: 3));
        world.Backend.DeviceRuns.Enqueue([]);
        world.Backend.DeviceRuns.Enqueue([]);
        world.Backend.DeviceRuns.Enqueue(MadeSound.Talk(TimeSpan.FromMinutes(10), seed: 4));
        var end = new RecordingEnd();
        var work = world.Loop.Start(world.Loop.NewProcess(), () => world.Record(end, "--input", "mic"));
        world.Loop.RunFor(TimeSpan.FromSeconds(21.5));
        world.Screen.Said.ShouldContain(sentence => sentence.Contains("the device is gone"));
        world.Loop.RunFor(TimeSpan.FromSeconds(30));
        world.Loop.Start(world.Loop.NewProcess(), () => { end.ByTheUser(); return Task.CompletedTask; });
        world.Loop.RunUntil(() => work.IsCompleted);

        var track = world.Books["mic"];
        var gap = track.Gaps.Single();
        gap.Reason.ShouldBe("device_lost");
        (gap.DurationSamples / 48_000.0).ShouldBeInRange(5.5, 6.6);
        var before = track.Stored.Values.Last(chunk => chunk.Epoch == 0);
        gap.StartSamples.ShouldBe(before.StartSamples + Parsed(before).Parsed.DurationSamples);
        track.Stored.Values.First(chunk => chunk.Epoch == 1).StartSamples.ShouldBe(gap.StartSamples + gap.DurationSamples);
    }

    [Fact]
    public void A_mute_source_is_told_after_thirty_seconds_and_noted_as_a_gap()
    {
        var world = new RecordingWorld(44);
        world.Backend.Files["ana.wav"] = [.. MadeSound.Talk(TimeSpan.FromSeconds(10), 5), .. new short[48_000 * 40], .. MadeSound.Talk(TimeSpan.FromSeconds(10), 6)];
        world.Loop.Run(world.Loop.NewProcess(), () => world.Record(new RecordingEnd(), "--input", "ana=ana.wav"));
        world.Screen.Said.Count(sentence => sentence.Contains("no signal for 30 s")).ShouldBe(1);
        var gap = world.Books["ana"].Gaps.Single();
        gap.Reason.ShouldBe("no_signal");
        (gap.DurationSamples / 48_000.0).ShouldBe(40, 0.1);
    }

    [Fact]
    public void A_full_spool_ends_the_recording_cleanly_and_keeps_everything()
    {
        var world = new RecordingWorld(45) { Limits = new Client.Spool.SpoolLimits { SpoolBytesMax = 400_000, SealingBytesReserve = 200_000 } };
        world.Backend.DeviceRuns.Enqueue(MadeSound.Talk(TimeSpan.FromMinutes(30), seed: 7));
        world.Network.IsDown = true;
        var work = world.Loop.Start(world.Loop.NewProcess(), () => world.Record(new RecordingEnd(), "--input", "mic"));
        world.Loop.RunUntil(() => world.Screen.Said.Any(sentence => sentence.Contains("spool on this disk is full")), TimeSpan.FromMinutes(30));
        world.Loop.RunFor(TimeSpan.FromMinutes(1));
        var kept = world.Disk.Paths.Count(path => path.EndsWith(".chunk"));
        kept.ShouldBeGreaterThan(2);
        world.Network.IsDown = false;
        world.Loop.RunUntil(() => work.IsCompleted, TimeSpan.FromMinutes(5));
        world.Books["mic"].Stored.Count.ShouldBe(kept);
        world.Books["mic"].Gaps.ShouldContain(gap => gap.Reason == "spool_full");
        world.Books.StoppedAt.ShouldNotBeNull();
    }

    [Fact]
    public void A_recording_that_begins_offline_creates_its_meeting_when_the_server_answers()
    {
        var world = new RecordingWorld(46);
        world.Backend.DeviceRuns.Enqueue(MadeSound.Talk(TimeSpan.FromMinutes(10), seed: 8));
        world.Network.IsDown = true;
        var end = new RecordingEnd();
        var work = world.Loop.Start(world.Loop.NewProcess(), () => world.Record(end, "--input", "mic"));
        world.Loop.RunFor(TimeSpan.FromMinutes(2));
        world.Network.IsDown = false;
        world.Loop.RunFor(TimeSpan.FromMinutes(2));
        world.Loop.Start(world.Loop.NewProcess(), () => { end.ByTheUser(); return Task.CompletedTask; });
        world.Loop.RunUntil(() => work.IsCompleted);
        var stored = world.Books["mic"].Stored.Values.Select(Parsed).ToList();
        (stored.Sum(chunk => chunk.Parsed.DurationSamples) / 48_000.0).ShouldBe(240, 1.0);
        stored[0].Start.ShouldBeLessThan(48_000);
        stored.Zip(stored.Skip(1)).ShouldAllBe(pair => pair.Second.Start >= pair.First.Start + pair.First.Parsed.DurationSamples);
    }

    [Fact]
    public void A_recorder_whose_track_was_taken_over_stops_capturing_and_does_not_end_the_others_meeting()
    {
        var world = new RecordingWorld(47);
        world.Backend.DeviceRuns.Enqueue(MadeSound.Talk(TimeSpan.FromMinutes(10), seed: 9));
        var code = -1;
        var work = world.Loop.Start(world.Loop.NewProcess(), async () => code = await world.Record(new RecordingEnd(), "--input", "mic"));
        world.Loop.RunFor(TimeSpan.FromSeconds(40));
        world.Books.Open("mic", new Wire.OpenEpoch(0, "somebody else", 99, new Wire.Anchor(0, 0)));
        world.Loop.RunUntil(() => work.IsCompleted, TimeSpan.FromMinutes(1));
        code.ShouldBe(1);
        world.Books.StoppedAt.ShouldBeNull();
        world.Screen.Said.ShouldContain(sentence => sentence.Contains("another recorder took this track over"));
        world.Disk.Paths.ShouldContain(path => path.EndsWith(".chunk"));
    }

    private static (ParsedChunk Parsed, long Start) Parsed(StoredChunk chunk)
    {
        OggOpusChunk.Read(chunk.Body).TryGet(out var parsed, out var fault).ShouldBeTrue(fault?.Message);
        return (parsed!, chunk.StartSamples);
    }

    private static IEnumerable<string> Packets(ParsedChunk chunk)
    {
        var found = new List<string>();
        foreach (var packet in StoredPackets.Of(chunk.OggBytes.Span)) found.Add(Convert.ToHexString(packet));
        return found;
    }

    private static List<string> EncodedAtOnce(short[] samples)
    {
        var packets = new List<string>();
        using var encoder = new SampleExactEncoder(new OpusEncoding(1), packet => packets.Add(Convert.ToHexString(packet)));
        encoder.Push(samples);
        encoder.Flush();
        packets.Count.ShouldBe((samples.Length + Packet - 1) / Packet);
        return packets;
    }
}
