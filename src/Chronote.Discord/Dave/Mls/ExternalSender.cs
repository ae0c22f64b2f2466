namespace Chronote.Discord.Dave.Mls;

/// <summary>The voice gateway as the one who may propose (op 25; RFC 9420 §12.1.8.1).</summary>
internal sealed class ExternalSender
{
    private const ushort ExtensionType = 5;

    private readonly byte[] _bytes;

    private ExternalSender(byte[] bytes, byte[] signatureKey)
    {
        _bytes = bytes;
        SignatureKey = signatureKey;
        GroupExtensions = new MlsWriter().U16(ExtensionType).Vector(new MlsWriter().Vector(bytes)).ToArray();
    }

    public byte[] SignatureKey { get; }

    /// <summary>The content of a group's list of extensions: external_senders with this sender, and nothing else.</summary>
    public byte[] GroupExtensions { get; }

    public static ExternalSender? Read(ReadOnlySpan<byte> payload)
    {
        var reader = new MlsReader(payload);
        var key = reader.Vector();
        var credential = reader.U16();
        var identity = reader.Vector();
        return reader.Whole && credential == MlsSuite.BasicCredential && identity.Length <= DaveLimits.IdentityBytesMax && P256.IsPoint(key)
            ? new ExternalSender(payload.ToArray(), key.ToArray())
            : null;
    }

    public bool IsSame(ExternalSender other) => _bytes.AsSpan().SequenceEqual(other._bytes);
}
