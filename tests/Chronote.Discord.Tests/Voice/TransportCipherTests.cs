using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

public class TransportCipherTests
{
    // draft-irtf-cfrg-xchacha-03 §2.2.1 and appendix A.3.1.
    [Fact]
    public void HChaCha20_gives_the_published_key()
    {
        var subkey = new byte[32];
        XChaCha20Poly1305.HChaCha20(
            Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), Convert.FromHexString("000000090000004a0000000031415927"), subkey);
        Convert.ToHexStringLower(subkey).ShouldBe("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
    }

    [Fact]
    public void XChaCha20Poly1305_gives_the_published_ciphertext()
    {
        var plaintext = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8;
        using var cipher = new XChaCha20Poly1305(Convert.FromHexString("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
        var nonce = Convert.FromHexString("404142434445464748494a4b4c4d4e4f5051525354555657");
        var associated = Convert.FromHexString("50515253c0c1c2c3c4c5c6c7");
        var (ciphertext, tag, opened) = (new byte[plaintext.Length], new byte[16], new byte[plaintext.Length]);
        cipher.Encrypt(nonce, plaintext, ciphertext, tag, associated);
        Convert.ToHexStringLower(ciphertext).ShouldBe(
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
            + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e");
        Convert.ToHexStringLower(tag).ShouldBe("c0875924c1c7987947deafd8780acf49");
        cipher.Decrypt(nonce, ciphertext, tag, opened, associated);
        opened.ShouldBe(plaintext.ToArray());
    }

    [Theory]
    [InlineData(TransportCipher.AesGcm)]
    [InlineData(TransportCipher.XChaCha)]
    public void What_was_sealed_opens_and_a_changed_byte_anywhere_does_not(string mode)
    {
        using var sender = TransportCipher.Create(mode, new byte[32])!;
        using var receiver = TransportCipher.Create(mode, new byte[32])!;
        var plaintext = new byte[VoiceLimitsBytes];
        for (var packet = 1; packet < 5; packet++)
        {
            var frame = Enumerable.Range(0, 20 * packet).Select(value => (byte)value).ToArray();
            var header = new byte[12];
            RtpPacket.WriteHeader(header, (ushort)packet, 960, 7);
            var datagram = sender.Seal(header, frame);
            receiver.Open(datagram, 12, plaintext).ShouldBe(frame.Length);
            plaintext[..frame.Length].ShouldBe(frame);
            for (var at = 0; at < datagram.Length; at++)
            {
                datagram[at] ^= 1;
                receiver.Open(datagram, 12, plaintext).ShouldBe(-1, $"byte {at}");
                datagram[at] ^= 1;
            }
        }
    }

    [Fact]
    public void A_mode_nobody_documented_is_not_spoken() => TransportCipher.Create("xsalsa20_poly1305", new byte[32]).ShouldBeNull();

    private const int VoiceLimitsBytes = Chronote.Discord.Voice.VoiceLimits.DatagramBytesMax;
}
