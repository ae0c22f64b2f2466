using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>A key package of ours with its two private keys, until a Welcome uses it up. Disposing it zeroes them.</summary>
internal sealed class OwnKeyPackage : IDisposable
{
    private OwnKeyPackage(KeyPackage keyPackage, HpkeKeyPair init, HpkeKeyPair leaf)
    {
        Public = keyPackage;
        Init = init;
        Leaf = leaf;
        Reference = keyPackage.Reference;
    }

    public KeyPackage Public { get; }

    public byte[] Reference { get; }

    public HpkeKeyPair Init { get; }

    public HpkeKeyPair Leaf { get; }

    public static OwnKeyPackage New(Snowflake user, ECDsa signer)
    {
        var (init, leaf) = (HpkeKeyPair.New(), HpkeKeyPair.New());
        return new OwnKeyPackage(KeyPackage.Make(init.Public, LeafNode.ForKeyPackage(user, leaf.Public, signer), signer), init, leaf);
    }

    public void Dispose()
    {
        Init.Dispose();
        Leaf.Dispose();
    }
}
