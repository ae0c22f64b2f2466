using Chronote.Silo.Discord.Recording;

namespace Chronote.Gateway.Tests.Discord;

public sealed class OpenChunkFileTests
{
    private static readonly byte[] Packet = [0xFC, 1, 2, 3, 4, 5];

    // Three records of ten packets each.
    private static List<byte[]> Records()
    {
        var chunk = new OpenChunk(3, 1, 48_000, 96_000);
        var records = new List<byte[]>();
        for (var record = 0; record < 3; record++)
        {
            for (var i = 0; i < 10; i++) chunk.Add(Packet, 960);
            records.Add(chunk.Unsaved("writer").Record);
        }
        return records;
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var (header, chunk) = OpenChunkFile.Read(Records().SelectMany(each => each).ToArray()).ShouldNotBeNull();
        header.ShouldBe(new OpenChunkHeader("writer", 48_000, 96_000));
        (chunk.Packets, chunk.DurationSamples).ShouldBe((30, 30 * 960));
    }

    [Fact]
    public void A_torn_tail_costs_its_record_and_no_more()
    {
        var records = Records();
        var whole = records.SelectMany(each => each).ToArray();
        for (var length = 0; length <= whole.Length; length++)
        {
            var packets = length >= whole.Length ? 30 : length >= records[0].Length + records[1].Length ? 20 : length >= records[0].Length ? 10 : 0;
            (OpenChunkFile.Read(whole.AsSpan(0, length))?.Chunk.Packets ?? 0).ShouldBe(packets, $"of {length} bytes");
        }
    }

    [Fact]
    public void After_a_disk_that_refused_the_whole_chunk_is_written_anew()
    {
        var chunk = new OpenChunk(3, 1, 0, 0);
        chunk.Add(Packet, 960);
        chunk.Unsaved("writer").IsFirst.ShouldBeTrue();
        chunk.Add(Packet, 960);
        chunk.FileFailed();
        var (record, isFirst) = chunk.Unsaved("writer");
        isFirst.ShouldBeTrue();
        OpenChunkFile.Read(record)!.Value.Chunk.Packets.ShouldBe(2);
    }

    [Fact]
    public void Damaged_bytes_never_throw()
    {
        var random = new Random(5);
        var whole = Records().SelectMany(each => each).ToArray();
        for (var round = 0; round < 5_000; round++)
        {
            var damaged = whole.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            (OpenChunkFile.Read(damaged.AsSpan(0, random.Next(damaged.Length + 1)))?.Chunk.Packets ?? 0).ShouldBeLessThanOrEqualTo(30);
        }
    }
}
