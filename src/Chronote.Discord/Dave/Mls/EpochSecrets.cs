using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>The secrets of one epoch that are still needed (RFC 9420 §8). Disposing zeroes them.</summary>
internal sealed class EpochSecrets : IDisposable
{
    private readonly byte[] _exporter;
    private readonly byte[] _confirmation;
    private readonly byte[] _membership;

    private EpochSecrets(byte[] epochSecret)
    {
        Init = MlsSuite.DeriveSecret(epochSecret, "init"u8);
        Authenticator = MlsSuite.DeriveSecret(epochSecret, "authentication"u8);
        _exporter = MlsSuite.DeriveSecret(epochSecret, "exporter"u8);
        _confirmation = MlsSuite.DeriveSecret(epochSecret, "confirm"u8);
        _membership = MlsSuite.DeriveSecret(epochSecret, "membership"u8);
        CryptographicOperations.ZeroMemory(epochSecret);
    }

    /// <summary>What the next epoch's secrets are made from.</summary>
    public byte[] Init { get; }

    /// <summary>What members compare to know that they are in the same group. No secret.</summary>
    public byte[] Authenticator { get; }

    /// <summary>The first epoch of a group that somebody makes alone.</summary>
    public static EpochSecrets OfNewGroup() => new(MlsSuite.NewSecret());

    /// <param name="joiner">Zeroed by its owner.</param>
    public static EpochSecrets OfJoiner(ReadOnlySpan<byte> joiner, GroupContext context)
    {
        var member = Member(joiner);
        var secrets = new EpochSecrets(MlsSuite.ExpandWithLabel(member, "epoch"u8, context.Bytes, MlsSuite.HashBytes));
        CryptographicOperations.ZeroMemory(member);
        return secrets;
    }

    /// <summary>The joiner secret of the next epoch, which a Welcome carries.</summary>
    public byte[] NextJoiner(ReadOnlySpan<byte> commitSecret, GroupContext next)
    {
        var extracted = MlsSuite.Extract(Init, commitSecret);
        var joiner = MlsSuite.ExpandWithLabel(extracted, "joiner"u8, next.Bytes, MlsSuite.HashBytes);
        CryptographicOperations.ZeroMemory(extracted);
        return joiner;
    }

    /// <summary>Key and nonce of a Welcome's GroupInfo (RFC 9420 §12.4.3.1).</summary>
    public static (byte[] Key, byte[] Nonce) WelcomeKey(ReadOnlySpan<byte> joiner)
    {
        var member = Member(joiner);
        var welcome = MlsSuite.DeriveSecret(member, "welcome"u8);
        var key = MlsSuite.ExpandWithLabel(welcome, "key"u8, default, MlsSuite.KeyBytes);
        var nonce = MlsSuite.ExpandWithLabel(welcome, "nonce"u8, default, MlsSuite.NonceBytes);
        CryptographicOperations.ZeroMemory(member);
        CryptographicOperations.ZeroMemory(welcome);
        return (key, nonce);
    }

    public byte[] ConfirmationTag(ReadOnlySpan<byte> confirmedTranscriptHash) => MlsSuite.Mac(_confirmation, confirmedTranscriptHash);

    public byte[] MembershipTag(ReadOnlySpan<byte> authenticated) => MlsSuite.Mac(_membership, authenticated);

    /// <summary>MLS-Exporter (RFC 9420 §8.5).</summary>
    public byte[] Export(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, int lengthBytes)
    {
        var derived = MlsSuite.DeriveSecret(_exporter, label);
        var exported = MlsSuite.ExpandWithLabel(derived, "exported"u8, MlsSuite.Hash(context), lengthBytes);
        CryptographicOperations.ZeroMemory(derived);
        return exported;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(Init);
        CryptographicOperations.ZeroMemory(_exporter);
        CryptographicOperations.ZeroMemory(_confirmation);
        CryptographicOperations.ZeroMemory(_membership);
    }

    /// <summary>The joiner secret with no pre-shared key mixed in (RFC 9420 §8, figure 22).</summary>
    private static byte[] Member(ReadOnlySpan<byte> joiner) => MlsSuite.Extract(joiner, new byte[MlsSuite.HashBytes]);
}
