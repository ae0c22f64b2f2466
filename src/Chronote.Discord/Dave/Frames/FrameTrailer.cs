namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// What stands behind an encrypted frame (DAVE protocol, "Payload Format"): <c>tag 8 | nonce ULEB128 | (offset, length) ULEB128 … | size u8 | FA FA</c>.
/// The size counts all of that.
/// </summary>
internal readonly ref struct FrameTrailer
{
    public const int TagBytes = 8;
    public const int BytesMin = TagBytes + 1 + MarkerBytes;
    public const int BytesMax = byte.MaxValue;

    private const int MarkerBytes = 2;
    private const byte Marker = 0xFA;

    /// <summary>Plain and encrypted bytes of the frame, in their places.</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    public ReadOnlySpan<byte> Tag { get; private init; }

    /// <summary>Generation in the top byte, counter below.</summary>
    public uint Nonce { get; private init; }

    /// <summary>Unencrypted ranges, still encoded; checked to be ascending, apart and inside <see cref="Body"/>. Empty for Opus.</summary>
    public ReadOnlySpan<byte> Ranges { get; private init; }

    /// <summary>How many bytes of the body the ranges cover.</summary>
    public int PlainBytes { get; private init; }

    /// <summary>Whether the frame ends as an encrypted one does; only a frame which doesn't may be a plain one.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> frame) => frame.Length >= BytesMin && frame[^1] == Marker && frame[^2] == Marker;

    /// <summary>The protocol frame check. False when lengths or ranges can't be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out FrameTrailer trailer)
    {
        trailer = default;
        if (!IsMarked(frame) || frame.Length > DaveLimits.FrameBytesMax) return false;
        int size = frame[^(MarkerBytes + 1)];
        if (size < BytesMin || size > frame.Length) return false;
        var body = frame[..^size];
        var supplement = frame[(frame.Length - size)..^(MarkerBytes + 1)];
        var rest = supplement[TagBytes..];
        if (!Uleb128.TryRead(ref rest, out var nonce)) return false;
        var ranges = rest;
        var (end, plain) = (0u, 0u);
        while (!rest.IsEmpty)
        {
            if (!Uleb128.TryRead(ref rest, out var offset) || !Uleb128.TryRead(ref rest, out var length)) return false;
            if (offset < end || offset > body.Length || length > body.Length - offset) return false;
            end = offset + length;
            plain += length;
        }
        trailer = new FrameTrailer { Body = body, Tag = supplement[..TagBytes], Nonce = nonce, Ranges = ranges, PlainBytes = (int)plain };
        return true;
    }

    /// <summary>Writes the trailer of a frame without unencrypted ranges.</summary>
    /// <returns>How many bytes it takes, at most 16.</returns>
    public static int Write(Span<byte> at, ReadOnlySpan<byte> tag, uint nonce)
    {
        tag[..TagBytes].CopyTo(at);
        var size = TagBytes + Uleb128.Write(at[TagBytes..], nonce);
        at[size] = (byte)(size + 1 + MarkerBytes);
        at[size + 1] = Marker;
        at[size + 2] = Marker;
        return size + 1 + MarkerBytes;
    }

    /// <summary>Splits the body: what the ranges cover goes to one place, the rest to another.</summary>
    public void Split(Span<byte> plain, Span<byte> encrypted)
    {
        var rest = Ranges;
        var at = 0;
        while (!rest.IsEmpty && Uleb128.TryRead(ref rest, out var offset) && Uleb128.TryRead(ref rest, out var length))
        {
            Body[at..(int)offset].CopyTo(encrypted);
            encrypted = encrypted[((int)offset - at)..];
            Body.Slice((int)offset, (int)length).CopyTo(plain);
            plain = plain[(int)length..];
            at = (int)(offset + length);
        }
        Body[at..].CopyTo(encrypted);
    }

    /// <summary>Puts the frame together again from its unencrypted ranges and the decrypted rest.</summary>
    public void Join(ReadOnlySpan<byte> decrypted, Span<byte> frame)
    {
        var rest = Ranges;
        var at = 0;
        while (!rest.IsEmpty && Uleb128.TryRead(ref rest, out var offset) && Uleb128.TryRead(ref rest, out var length))
        {
            decrypted[..((int)offset - at)].CopyTo(frame[at..]);
            decrypted = decrypted[((int)offset - at)..];
            Body.Slice((int)offset, (int)length).CopyTo(frame[(int)offset..]);
            at = (int)(offset + length);
        }
        decrypted.CopyTo(frame[at..]);
    }
}
