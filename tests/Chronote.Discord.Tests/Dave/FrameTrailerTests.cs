using System.Security.Cryptography;
using Chronote.Discord.Dave;
using Chronote.Discord.Dave.Frames;

namespace Chronote.Discord.Tests.Dave;

/// <summary>The form of encrypted frames, with and without unencrypted ranges. Frames with ranges are made here by hand: only video has them.</summary>
public sealed class FrameTrailerTests
{
    private static readonly byte[] Tag = [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void A_frame_with_unencrypted_ranges_is_put_together_again()
    {
        byte[] whole = [.. Enumerable.Range(100, 20).Select(i => (byte)i)];
        var frame = Encrypt(whole, nonce: 300, (0, 3), (7, 2), (19, 1));
        FrameTrailer.TryRead(frame, out var trailer).ShouldBeTrue();
        trailer.Nonce.ShouldBe(300u);
        trailer.PlainBytes.ShouldBe(6);
        Hear(frame, out var heard).ShouldBe(FrameVerdict.Decrypted);
        heard.ShouldBe(whole);
    }

    [Fact]
    public void A_frame_that_is_unencrypted_as_a_whole_is_still_authenticated()
    {
        var frame = Encrypt([1, 2, 3], nonce: 1, (0, 3));
        Hear(frame, out var heard).ShouldBe(FrameVerdict.Decrypted);
        heard.ShouldBe(new byte[] { 1, 2, 3 });
        frame[1] ^= 1;
        Hear(frame, out _).ShouldBe(FrameVerdict.Forged);
    }

    [Theory]
    [InlineData("two ranges that overlap", 0, 3, 2, 2)]
    [InlineData("two ranges in descending order", 5, 1, 0, 1)]
    [InlineData("a range past the end", 0, 1, 9, 3)]
    [InlineData("a range that begins past the end", 0, 1, 200, 0)]
    [InlineData("a length that overflows", 0, 1, 2, -1)]
    public void Ranges_that_cannot_be_are_no_frame(string which, int firstOffset, int firstLength, int secondOffset, int secondLength)
    {
        byte[] ranges = [.. Uleb(firstOffset), .. Uleb(firstLength), .. Uleb(secondOffset), .. Uleb(secondLength)];
        FrameTrailer.TryRead(Frame(new byte[10], [1], ranges), out _).ShouldBeFalse(which);
    }

    [Theory]
    [InlineData("a nonce of more than 32 bits", "ffffffff1f")]
    [InlineData("a nonce without an end", "ffffffff")]
    [InlineData("no nonce", "")]
    [InlineData("a range without a length", "0100")]
    public void Numbers_that_cannot_be_are_no_frame(string which, string afterTag) => FrameTrailer.TryRead(Frame(new byte[10], Hex.Bytes(afterTag), []), out _).ShouldBeFalse(which);

    [Fact]
    public void The_largest_nonce_is_read()
    {
        FrameTrailer.TryRead(Frame([], Hex.Bytes("ffffffff0f"), []), out var trailer).ShouldBeTrue();
        trailer.Nonce.ShouldBe(uint.MaxValue);
        trailer.Body.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(255)]
    public void A_size_that_does_not_fit_is_no_frame(byte size)
    {
        var frame = Frame(new byte[10], [1], []);
        frame[^3] = size;
        FrameTrailer.TryRead(frame, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_frame_longer_than_a_datagram_is_none()
    {
        var frame = Frame(new byte[DaveLimits.FrameBytesMax - 12], [1], []);
        FrameTrailer.TryRead(frame, out _).ShouldBeTrue();
        FrameTrailer.TryRead([0, .. frame], out _).ShouldBeFalse();
    }

    private static byte[] Frame(byte[] body, byte[] nonce, byte[] ranges, byte[]? tag = null) =>
        [.. body, .. tag ?? Tag, .. nonce, .. ranges, (byte)(Tag.Length + nonce.Length + ranges.Length + 3), 0xFA, 0xFA];

    private static byte[] Uleb(int value)
    {
        var bytes = new byte[5];
        return bytes[..Uleb128.Write(bytes, (uint)value)];
    }

    /// <summary>Encrypts with the first key of the published ratchet, by the platform alone.</summary>
    private static byte[] Encrypt(byte[] whole, uint nonce, params (int Offset, int Length)[] ranges)
    {
        var isPlain = new bool[whole.Length];
        foreach (var (offset, length) in ranges) Array.Fill(isPlain, true, offset, length);
        var plain = whole.Where((_, i) => isPlain[i]).ToArray();
        var rest = whole.Where((_, i) => !isPlain[i]).ToArray();
        using var gcm = new AesGcm([117, 48, 249, 169, 148, 94, 45, 46, 6, 208, 101, 31, 123, 42, 134, 75], 16);
        var (ciphertext, tag) = (new byte[rest.Length], new byte[16]);
        gcm.Encrypt((byte[])[0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(nonce)], rest, ciphertext, tag, plain);
        var at = 0;
        byte[] body = [.. whole.Select((value, i) => isPlain[i] ? value : ciphertext[at++])];
        var encoded = ranges.SelectMany(range => (byte[])[.. Uleb(range.Offset), .. Uleb(range.Length)]).ToArray();
        return Frame(body, Uleb((int)nonce), encoded, tag[..8]);
    }

    private static FrameVerdict Hear(byte[] frame, out byte[] heard)
    {
        using var received = new ReceivedFrames([206, 221, 97, 177, 184, 161, 202, 105, 4, 101, 84, 40, 44, 247, 11, 123], TimeSpan.Zero);
        FrameTrailer.TryRead(frame, out var trailer).ShouldBeTrue();
        var (plain, encrypted) = (new byte[trailer.PlainBytes], new byte[trailer.Body.Length - trailer.PlainBytes]);
        trailer.Split(plain, encrypted);
        var scratch = new byte[2 * encrypted.Length];
        heard = new byte[trailer.Body.Length];
        var verdict = received.Open(trailer.Nonce, encrypted, plain, trailer.Tag, scratch, TimeSpan.Zero, trial: false);
        trailer.Join(scratch.AsSpan(0, encrypted.Length), heard);
        return verdict;
    }
}
