using System.Security.Cryptography;

namespace Chronote.Discord.Simulated.Dave;

/// <summary>The voice gateway's part in MLS: it alone proposes, from outside of the group (RFC 9420 §12.1.8), and signs with a key of its own.</summary>
internal sealed class ExternalSender : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ExternalSender()
    {
        var point = key.ExportParameters(false).Q;
        // As captured from Discord: a one-byte identity.
        Package = new MlsWriter().Vector([4, .. point.X!, .. point.Y!]).U16(1).Vector([0]).ToArray();
    }

    /// <summary>The payload of op 25.</summary>
    public byte[] Package { get; }

    public Proposal Add(ulong group, ulong epoch, KeyPackage package) => Make(group, epoch, new MlsWriter().U16(1).Raw(package.Bytes).ToArray(), package.User, package, null);

    public Proposal Remove(ulong group, ulong epoch, ulong user, uint leaf) => Make(group, epoch, new MlsWriter().U16(3).U32(leaf).ToArray(), user, null, leaf);

    public void Dispose() => key.Dispose();

    private Proposal Make(ulong group, ulong epoch, byte[] proposal, ulong user, KeyPackage? package, uint? leaf)
    {
        var gid = new MlsWriter().U64(group).ToArray();
        var content = new MlsWriter().Vector(gid).U64(epoch).U8(2).U32(0).Vector([]).U8(2).Raw(proposal).ToArray();
        var signature = Signing.Sign(key, "FramedContentTBS", new MlsWriter().U16(1).U16(1).Raw(content).ToArray());
        var message = new MlsWriter().U16(1).U16(1).Raw(content).Vector(signature).ToArray();
        var authenticated = new MlsWriter().U16(1).Raw(content).Vector(signature).ToArray();
        var reference = SHA256.HashData(new MlsWriter().Vector("MLS 1.0 Proposal Reference").Vector(authenticated).ToArray());
        return new Proposal(user, message, reference, package, leaf);
    }
}

/// <summary>A proposal of this epoch, alive until a commit takes it or it is revoked.</summary>
/// <param name="Package">Of an Add; null for a Remove.</param>
/// <param name="Leaf">Of a Remove.</param>
internal sealed record Proposal(ulong User, byte[] Message, byte[] Reference, KeyPackage? Package, uint? Leaf)
{
    public bool IsAdd => Package is not null;
}
