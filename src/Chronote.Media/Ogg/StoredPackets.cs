using Chronote.Media.Opus;

namespace Chronote.Media.Ogg;

/// <summary>
/// The audio packets of bytes that <see cref="OggOpusChunk.Read"/> accepted earlier: no checksum is verified again and nothing is copied.
/// </summary>
/// <remarks>
/// Use as <c>foreach (var packet in StoredPackets.Of(bytes))</c>. Where storage is not trusted, call <see cref="MoveNext"/> on a variable and
/// look at its <see cref="Fault"/> afterwards: foreach walks a copy.
/// </remarks>
public ref struct StoredPackets
{
    private OggPacketReader reader;
    private MediaFault? headerFault;

    /// <summary>The header of the chunk; default when there is a <see cref="Fault"/> already.</summary>
    public OpusHead Head { get; private set; }

    public readonly ReadOnlySpan<byte> Current => reader.Packet;

    /// <summary>What is wrong with the stored bytes; null when all packets were seen.</summary>
    public readonly MediaFault? Fault => headerFault ?? reader.Fault;

    public static StoredPackets Of(ReadOnlySpan<byte> oggBytes)
    {
        var packets = new StoredPackets { reader = new(oggBytes, checkCrc: false) };
        packets.headerFault = OggOpusChunk.ReadHead(ref packets.reader, out var head) ?? OggOpusChunk.ReadTags(ref packets.reader);
        packets.Head = head;
        return packets;
    }

    public readonly StoredPackets GetEnumerator() => this;

    public bool MoveNext() => headerFault is null && reader.MoveNext();
}
