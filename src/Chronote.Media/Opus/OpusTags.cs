using System.Buffers.Binary;
using System.Text;

namespace Chronote.Media.Opus;

/// <summary>The comment header of Opus in Ogg (RFC 7845 section 5.2): who encoded it, and "NAME=value" comments.</summary>
public sealed record OpusTags(string Vendor, IReadOnlyList<string> Comments)
{
    /// <summary>The tags of files made here.</summary>
    public static OpusTags Chronote { get; } = new("Chronote", []);

    public static ReadOnlySpan<byte> Magic => "OpusTags"u8;

    /// <summary>Checks the structure without keeping the text: null, <c>not_opus</c> or <c>bad_header</c>.</summary>
    public static MediaFault? Check(ReadOnlySpan<byte> packet, long offset)
    {
        if (!packet.StartsWith(Magic))
            return new(FaultCode.NotOpus, "The second packet does not begin with 'OpusTags'.", offset);
        var rest = packet[Magic.Length..];
        if (!TakeText(ref rest, out _))
            return new(FaultCode.BadHeader, "The vendor text of OpusTags is longer than its packet.", offset);
        if (rest.Length < 4)
            return new(FaultCode.BadHeader, "OpusTags ends before its number of comments.", offset);
        var comments = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[4..];
        for (var comment = 0u; comment < comments; comment++)
        {
            if (!TakeText(ref rest, out _))
                return new(FaultCode.BadHeader, $"Comment {comment} of {comments} in OpusTags is longer than its packet.", offset);
        }

        return null;
    }

    /// <summary>Reads the text of tags that <see cref="Check"/> accepts.</summary>
    public static Reading<OpusTags> Read(ReadOnlySpan<byte> packet, long offset)
    {
        if (Check(packet, offset) is { } fault)
            return fault;
        var rest = packet[Magic.Length..];
        TakeText(ref rest, out var vendor);
        var comments = new List<string>();
        var left = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[4..];
        for (; left > 0 && TakeText(ref rest, out var comment); left--)
            comments.Add(Encoding.UTF8.GetString(comment));
        return new OpusTags(Encoding.UTF8.GetString(vendor), comments);
    }

    /// <summary>The bytes of the packet.</summary>
    public byte[] ToPacket()
    {
        var packet = new MemoryStream();
        packet.Write(Magic);
        WriteText(packet, Vendor);
        WriteLength(packet, Comments.Count);
        foreach (var comment in Comments)
            WriteText(packet, comment);
        return packet.ToArray();
    }

    private static bool TakeText(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (rest.Length < 4)
            return false;
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (bytes > (uint)rest.Length - 4)
            return false;
        text = rest.Slice(4, (int)bytes);
        rest = rest[(4 + (int)bytes)..];
        return true;
    }

    private static void WriteText(MemoryStream packet, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteLength(packet, bytes.Length);
        packet.Write(bytes);
    }

    private static void WriteLength(MemoryStream packet, int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        packet.Write(bytes);
    }
}
