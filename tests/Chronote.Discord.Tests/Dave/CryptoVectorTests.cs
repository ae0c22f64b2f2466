using System.Security.Cryptography;
using Chronote.Discord.Dave.Frames;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Published figures: RFC 9180 appendix A.3.1, the MLS working group's "crypto-basics" and "transcript-hashes" for ciphersuite 2, and the ratchet's of libdave and davey.</summary>
public sealed class CryptoVectorTests
{
    [Fact]
    public void Hpke_derives_key_pairs_and_encrypts_as_in_RFC_9180()
    {
        using var ephemeral = Hpke.DeriveKeyPair(Hex.Bytes("4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e"));
        using var recipient = Hpke.DeriveKeyPair(Hex.Bytes("668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550"));
        Convert.ToHexStringLower(ephemeral.Private).ShouldBe("4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb");
        Convert.ToHexStringLower(recipient.Public)
            .ShouldBe("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0");

        var plaintext = "Beauty is truth, truth beauty"u8;
        var made = Hpke.Seal(ephemeral, recipient.Public, "Ode on a Grecian Urn"u8, plaintext).ShouldNotBeNull();
        // The vector has additional data, which MLS never uses and which changes the tag alone.
        Convert.ToHexStringLower(made.Ciphertext.AsSpan(0, plaintext.Length)).ShouldBe("5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f2");
    }

    [Fact]
    public void Hpke_opens_what_another_implementation_encrypted()
    {
        using var own = new HpkeKeyPair(
            Hex.Bytes("ff21771424dadd640e05c67983aafe19b4d8df50783a0c2decc17d0c7ca4cc17"),
            Hex.Bytes("047b27b0be346d14d7b4df30296a030deeba088746da7cfda43d0ec739df3ce90d3c96d5f302e41f935ac9020651285c7bcf073172d375c5abcfc9e491b3491f88"));
        var kemOutput = Hex.Bytes("041fae8a8173cad50c0cc6d55f148ff8edda63083b3673cf6dce6a0ae6ee3f0b61505470309dade87ac5ccdb581da3e9ddf6726949d5a92b65dcad6c8679c7313e");
        var context = Hex.Bytes("e27e3b0104990cca866751732c82787af4dcf265c893f77e31bcfd679370e24e");
        var ciphertext = Hex.Bytes("98b7d4edc79f4a90f65434050f75e31a3bc6501c584d41abd6ed5fe3c2db9de22d25ef40c45cce7d0fcc881d7d27af2f");
        Convert.ToHexStringLower(Hpke.Open(own, kemOutput, "EncryptWithLabel"u8, context, ciphertext).ShouldNotBeNull())
            .ShouldBe("38a6b327573639d654b5b729336cf74d01728cf4fa9af81a0ef1814ffc1d492f");
        ciphertext[3] ^= 1;
        Hpke.Open(own, kemOutput, "EncryptWithLabel"u8, context, ciphertext).ShouldBeNull();
    }

    [Fact]
    public void A_point_beside_the_curve_is_refused_without_an_exception()
    {
        using var own = HpkeKeyPair.New();
        var beside = own.Public.ToArray();
        beside[^1] ^= 1;
        P256.IsPoint(own.Public).ShouldBeTrue();
        P256.IsPoint(beside).ShouldBeFalse();
        P256.IsPoint([]).ShouldBeFalse();
        P256.ImportPrivate(new byte[P256.PrivateBytes]).ShouldBeNull();
        P256.ImportPrivate(Enumerable.Repeat((byte)0xFF, P256.PrivateBytes).ToArray()).ShouldBeNull();
        Hpke.Seal(beside, "x"u8, [], []).ShouldBeNull();
        Hpke.Open(own, beside, "x"u8, [], new byte[MlsSuite.TagBytes]).ShouldBeNull();
        MlsSuite.Verify(beside, "x"u8, [], [0x30, 0]).ShouldBeFalse();
    }

    [Fact]
    public void Labels_derive_what_the_working_group_derived()
    {
        Convert.ToHexStringLower(MlsSuite.ExpandWithLabel(
            Hex.Bytes("194d4e81c3f9fcfbc40e2cf3f5b104d0f51e71b5a7f1e4ddd70cc8d4a3620e5f"), "ExpandWithLabel"u8,
            Hex.Bytes("453c420d63ecb1a8da89d3569770c42bad572864f3709d1e9dd19a0961cbf5e1"), 16)).ShouldBe("5710680c556304f4aec67aab4abbc1b1");
        Convert.ToHexStringLower(MlsSuite.DeriveSecret(Hex.Bytes("7165576616048aa145d20f7c1d460e2d9d8bbde882bc3bb0750d50e369809f99"), "DeriveSecret"u8))
            .ShouldBe("1ecafd3d40cb32cae416e09bc01da56357d00cb094f74e3c69c2969216e50afc");
        Convert.ToHexStringLower(MlsSuite.Reference("RefHash"u8, Hex.Bytes("feb64672017685dc26d0b7fc41cd96d8bef40af09002eb5aa9a52580c80f0b2e")))
            .ShouldBe("8f508c2f89d2797b6882ee487dc2832b2b6d59b27681293c2c2c3f1f0e6cd54f");
    }

    [Fact]
    public void Signatures_are_the_working_groups()
    {
        var publicKey = Hex.Bytes("04448971fc06de011d780cf68fd27e2570322d04079f529c3deb48a2015fdd828162c570264e051b5856e8111171fb0341907173aefa665682c2549af982a31483");
        var content = Hex.Bytes("a0dda617ce4685d764c762b11186b6d60ff8de85ff01eca2413bd4ecfd3b3a57");
        var signature = Hex.Bytes(
            "304402206042e397e1bb78951709790e3446b13bf17f9c641aaed92fb1768b5bc99dd98402202465153d91dd79e808286088768d8ed150381f3675498d6e150ae713be43387b");
        MlsSuite.Verify(publicKey, "SignWithLabel"u8, content, signature).ShouldBeTrue();
        MlsSuite.Verify(publicKey, "SignWithLabe"u8, content, signature).ShouldBeFalse();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        MlsSuite.Verify(P256.PublicOf(key), "SignWithLabel"u8, content, MlsSuite.Sign(key, "SignWithLabel"u8, content)).ShouldBeTrue();
    }

    [Fact]
    public void Transcript_hashes_are_the_working_groups()
    {
        // AuthenticatedContent without its last field, the confirmation tag.
        var commit = Hex.Bytes("""
            00010567726f7570000000000000345601000000000003220220e740a6faf2db65f5853148d75d9a335d7c4b94ab106fe5f237bc34fdcfc74584004046304402206f5ac008efb1d7edc106
            a27b4f3b71aa34821ca679543fd8bde8d728517b53bc0220223fb7226cc477e31ea25910d712fc915ce3df9f0399e0e7615babd593e2cdbb
            """);
        var confirmed = TranscriptHash.Confirmed(Hex.Bytes("de0a78a0008b6c5c921c910d68da44abe0e692e1eea7e9f8226219ca34560f0d"), commit);
        Convert.ToHexStringLower(confirmed).ShouldBe("e50ae43acf8ba84f712d8f48fa6ccd4768e48fad9c95feaf3061c54fe87a2779");
        var tag = MlsSuite.Mac(Hex.Bytes("6999e1655b7f4bdda3cf2991965d889a331b487526a9c99c19d1060e4d677996"), confirmed);
        Convert.ToHexStringLower(TranscriptHash.Interim(confirmed, tag)).ShouldBe("87829eecb1aadfa10cbe2630fcc7ae9769d7fb2520f27b44ef76341c43ad834b");
    }

    [Fact]
    public void The_frame_ratchet_begins_with_the_published_key()
    {
        byte[] secret = [206, 221, 97, 177, 184, 161, 202, 105, 4, 101, 84, 40, 44, 247, 11, 123];
        byte[] key = [117, 48, 249, 169, 148, 94, 45, 46, 6, 208, 101, 31, 123, 42, 134, 75];
        using var ratchet = new KeyRatchet([.. secret]);
        using var ours = ratchet.Step();
        using var theirs = new FrameCipher(key);
        var (ciphertext, tag) = (new byte[4], new byte[MlsSuite.TagBytes]);
        ours.Seal(7, [1, 2, 3, 4], ciphertext, tag);
        var scratch = new byte[8];
        theirs.TryOpen(7, ciphertext, default, tag.AsSpan(0, FrameTrailer.TagBytes), scratch).ShouldBeTrue();
        scratch[..4].ShouldBe(new byte[] { 1, 2, 3, 4 });
    }
}
