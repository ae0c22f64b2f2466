using System.Buffers;
using Chronote.Discord.Placement;
using Chronote.Media.Ogg;

namespace Chronote.Silo.Discord.Recording;

/// <summary>The packets of a chunk that is not sealed yet, one after the other without a gap.</summary>
/// <param name="serial">Counts a speaker's chunks, to tell their files apart.</param>
/// <param name="run">Counts a speaker's runs; each becomes an epoch.</param>
/// <param name="startSamples">Place on the meeting's timeline.</param>
/// <param name="sourceSamples">The same place on the receiver's clock.</param>
internal sealed class OpenChunk(int serial, int run, long startSamples, long sourceSamples)
{
    private readonly ArrayBufferWriter<byte> bytes = new(1024);
    private readonly List<ushort> lengths = new(64);
    private int savedPackets, savedBytes;

    public int Serial => serial;
    public int Run => run;
    public long StartSamples => startSamples;
    public long SourceSamples => sourceSamples;
    public long DurationSamples { get; private set; }

    /// <summary>Where the next packet would continue it, on the receiver's clock.</summary>
    public long SourceEndSamples => sourceSamples + DurationSamples;

    public int Packets => lengths.Count;

    /// <summary>Frames of silence at its end.</summary>
    public int SilentTail { get; private set; }

    public byte LastToc { get; private set; }

    public bool HasUnsaved => savedPackets < lengths.Count;

    /// <summary>There may be a file of it.</summary>
    public bool HasFile { get; private set; }

    public void Add(ReadOnlySpan<byte> packet, int durationSamples)
    {
        bytes.Write(packet);
        lengths.Add((ushort)packet.Length);
        DurationSamples += durationSamples;
        SilentTail = OpusPacket.IsSilence(packet) ? SilentTail + 1 : 0;
        LastToc = packet[0];
    }

    /// <summary>
    /// A packet that never came: its TOC byte alone, one frame of no bytes (RFC 6716, section 3.2.1), which lets a decoder conceal it, as in RFC 7845, section 4.1.
    /// </summary>
    /// <returns>False when the time isn't a whole number of such frames.</returns>
    public bool Conceal(long samples)
    {
        var toc = (byte)(LastToc & 0xFC);
        var frame = OpusPacket.DurationSamples([toc]);
        if (samples % frame != 0) return false;
        for (; samples > 0; samples -= frame) Add([toc], frame);
        return true;
    }

    /// <summary>What its file doesn't hold yet, as a record to append; as a file to write when there is none.</summary>
    public (byte[] Record, bool IsFirst) Unsaved(string writer)
    {
        var isFirst = savedPackets == 0;
        var record = OpenChunkFile.Record(isFirst ? new OpenChunkHeader(writer, startSamples, sourceSamples) : null, lengths, savedPackets, bytes.WrittenSpan[savedBytes..]);
        (savedPackets, savedBytes, HasFile) = (lengths.Count, bytes.WrittenCount, true);
        return (record, isFirst);
    }

    /// <summary>The disk refused: nobody knows what the file holds, so all of it is to be written anew.</summary>
    public void FileFailed() => (savedPackets, savedBytes) = (0, 0);

    public byte[] ToOgg()
    {
        var file = new ArrayBufferWriter<byte>(bytes.WrittenCount + bytes.WrittenCount / 16 + 1024);
        var writer = new OggOpusWriter(new OggOpusStream(2), file);
        var left = bytes.WrittenSpan;
        foreach (var length in lengths)
        {
            writer.Write(left[..length]);
            left = left[length..];
        }
        writer.Finish();
        return file.WrittenSpan.ToArray();
    }
}
