using Chronote.Media.Flac;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Proof;
using Chronote.Media.Tests.Ogg;
using Chronote.Media.Tests.Timeline;
using Chronote.Media.Wav;

namespace Chronote.Media.Tests;

/// <summary>Thousands of broken inputs: reading them never throws, and memory stays within a few times the input.</summary>
[Trait("Speed", "Slow")]
public sealed class FuzzTests
{
    private const long AllocatedBytesMax = 8 * 1024 * 1024;

    [Fact]
    public void Broken_Ogg_is_always_a_value_or_a_fault()
    {
        var random = new Random(1);
        byte[][] originals =
        [
            Samples.Chunk(Samples.Packets(40)),
            Samples.Chunk(Samples.Packets(60, toc: 0xE0, bytes: 120), new(2) { PreSkipSamples = 312, StartGranule = 5_000 }, 50),
            OggPages.Stream(new RawPage(0, -1, 2, [255], new byte[255]), new RawPage(5, 480, 3, [3], new byte[3])),
        ];
        Fuzz(20_000, originals, random, FixPages, bytes =>
        {
            var reading = OggOpusChunk.Read(bytes);
            (reading.Value is null).ShouldBe(reading.Fault is not null);
            var stored = StoredPackets.Of(bytes);
            while (stored.MoveNext())
                OpusPacket.Measure(stored.Current, out _);
        });
    }

    [Fact]
    public void Broken_stored_chunks_never_break_the_recording()
    {
        var random = new Random(8);
        for (var round = 0; round < 300; round++)
        {
            var meeting = Meeting.Drawn(round, 8);
            for (var chunk = 0; chunk < 8; chunk += 2)
                meeting.Chunks[chunk] = meeting.Chunks[chunk] with { OggBytes = Mutate(meeting.Chunks[chunk].OggBytes.ToArray(), random) };
            OggOpusChunk.Read(meeting.Assemble()).Fault.ShouldBeNull($"round {round}");
        }
    }

    [Fact]
    public void Broken_packets_never_get_past_their_check()
    {
        var random = new Random(2);
        using var decoder = new OpusDecoder(48_000, 2);
        var pcm = new float[decoder.ValuesMax];
        for (var round = 0; round < 50_000; round++)
        {
            var packet = new byte[random.Next(0, 40)];
            random.NextBytes(packet);
            var problem = OpusPacket.Measure(packet, out var durationSamples);
            if (packet.Length == 0)
                continue;
            // libopus agrees on what is well framed, and on how long it is.
            var decoded = decoder.Decode(packet, pcm, out var samples);
            decoded.ShouldBe(problem is null, $"{Convert.ToHexString(packet)}: {problem}");
            samples.ShouldBe(durationSamples);
        }
    }

    [Fact]
    public void Broken_chunks_decode_to_a_value_or_a_fault()
    {
        var random = new Random(3);
        var original = Samples.Chunk(Samples.Encode(Signals.Sweep(9_600), new(1)).Packets);
        Fuzz(1_000, [original], random, FixPages, bytes =>
        {
            if (OggOpusChunk.Read(bytes, new(480_000, 500)).TryGet(out var chunk, out _))
                OpusChunkDecoder.Decode(chunk, 16_000, 1);
        });
    }

    [Fact]
    public void Broken_WAV_is_always_a_value_or_a_fault()
    {
        var random = new Random(4);
        Fuzz(20_000, [WavFile.Write(new(44_100, 2, Signals.Sweep(200, 2)))], random, null, bytes =>
        {
            var reading = WavFile.Read(bytes);
            (reading.Value is null).ShouldBe(reading.Fault is not null);
        });
    }

    [Fact]
    public void Broken_FLAC_is_always_a_value_or_a_fault()
    {
        using var tool = new ExternalTool();
        tool.Save("in.wav", WavFile.Write(new(44_100, 2, Signals.Sweep(3_000, 2))));
        tool.Run("ffmpeg", "-v", "error", "-i", "in.wav", "-c:a", "flac", "out.flac");
        Fuzz(10_000, [tool.Load("out.flac")], new(5), null, bytes =>
        {
            var reading = FlacFile.Read(bytes, maxValues: 1_000_000);
            (reading.Value is null).ShouldBe(reading.Fault is not null);
        });
    }

    [Fact]
    public async Task Broken_recordings_are_proven_broken_or_whole_but_never_throw()
    {
        var random = new Random(6);
        var meeting = Meeting.Drawn(7, 12);
        var file = meeting.Assemble();
        var manifest = meeting.Manifest().ToArray();
        for (var round = 0; round < 400; round++)
        {
            var mutated = Mutate(file, random);
            if (random.Next(2) == 0)
                FixPages(mutated);
            var report = await AssemblyProof.Check(
                manifest.ToAsyncEnumerable(),
                new MemoryStream(mutated),
                seq => new((ReadOnlyMemory<byte>?)meeting.Chunks[(int)seq].OggBytes));
            (report.FoundOnce + report.Lost.Count + report.Doubled.Count).ShouldBe(12);
            if (report.Holds)
                Samples.StoredPacketsOf(mutated).ShouldBe(Samples.StoredPacketsOf(file));
        }
    }

    private static void Fuzz(int rounds, byte[][] originals, Random random, Action<byte[]>? repair, Action<byte[]> read)
    {
        for (var round = 0; round < rounds; round++)
        {
            var bytes = Mutate(originals[random.Next(originals.Length)], random);
            // Half of them with right checksums, so that what lies behind the checksum is reached too.
            if (random.Next(2) == 0)
                repair?.Invoke(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
            }
            catch (Exception exception) when (exception is not ShouldAssertException)
            {
                throw new InvalidOperationException($"Round {round}: {Convert.ToHexString(bytes)}", exception);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocatedBytesMax, $"round {round}");
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(3) == 0 ? random.Next(Math.Min(120, bytes.Count)) : random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)255 : (byte)0;
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 50), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 50)).Select(_ => (byte)random.Next(256)));
                    break;
                case 5:
                    bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 300))]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Gives every page that still has a shape a right checksum.</summary>
    private static void FixPages(byte[] bytes)
    {
        for (var offset = 0; offset + 27 <= bytes.Length;)
        {
            var rest = bytes.AsSpan(offset);
            if (!rest.StartsWith("OggS"u8) || OggPage.Read(rest, 0, checkCrc: false, out var page) is not null)
            {
                offset++;
                continue;
            }

            RawPage.FixCrc(rest[..page.TotalBytes]);
            offset += page.TotalBytes;
        }
    }
}
