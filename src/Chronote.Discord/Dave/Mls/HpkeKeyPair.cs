using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>An HPKE key pair. Disposing it zeroes the private half.</summary>
internal sealed class HpkeKeyPair(byte[] privateKey, byte[] publicKey) : IDisposable
{
    public byte[] Private { get; } = privateKey;

    public byte[] Public { get; } = publicKey;

    public static HpkeKeyPair New()
    {
        var seed = MlsSuite.NewSecret();
        var pair = Hpke.DeriveKeyPair(seed);
        CryptographicOperations.ZeroMemory(seed);
        return pair;
    }

    public HpkeKeyPair Copy() => new([.. Private], Public);

    public void Dispose() => CryptographicOperations.ZeroMemory(Private);
}
