using System.Security.Cryptography;
using System.Text;

namespace Chronote.Discord.Tests.Dave;

/// <summary>The voice gateway as external sender (RFC 9420 §12.1.8), by hand over the platform's cryptography: it signs proposals, genuine and forged.</summary>
internal sealed class VoiceGatewayKey : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public VoiceGatewayKey()
    {
        var point = key.ExportParameters(false).Q;
        // As captured from Discord: a one-byte identity.
        Payload = [.. Wire.Vector([4, .. point.X!, .. point.Y!]), .. Wire.U16(1), .. Wire.Vector([0])];
    }

    /// <summary>The payload of op 25.</summary>
    public byte[] Payload { get; }

    public GatewayProposal Add(ulong group, ulong epoch, byte[] keyPackage, Snowflake user) => Sign(group, epoch, [.. Wire.U16(1), .. keyPackage], user, true);

    public GatewayProposal Remove(ulong group, ulong epoch, uint leaf, Snowflake user) => Sign(group, epoch, [.. Wire.U16(3), .. Wire.U32(leaf)], user, false);

    public GatewayProposal Sign(ulong group, ulong epoch, byte[] proposal, Snowflake user, bool isAdd)
    {
        byte[] content = [.. Wire.Vector(Wire.U64(group)), .. Wire.U64(epoch), 2, .. Wire.U32(0), 0, 2, .. proposal];
        byte[] signed = [.. Wire.Vector(Encoding.ASCII.GetBytes("MLS 1.0 FramedContentTBS")), .. Wire.Vector([.. Wire.U16(1), .. Wire.U16(1), .. content])];
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        byte[] message = [.. Wire.U16(1), .. Wire.U16(1), .. content, .. Wire.Vector(signature)];
        var reference = SHA256.HashData([.. Wire.Vector(Encoding.ASCII.GetBytes("MLS 1.0 Proposal Reference")), .. Wire.Vector(message[2..])]);
        return new GatewayProposal(user, isAdd, message, reference);
    }

    /// <summary>How a Welcome names a key package.</summary>
    public static byte[] ReferenceOf(byte[] keyPackage) =>
        SHA256.HashData([.. Wire.Vector(Encoding.ASCII.GetBytes("MLS 1.0 KeyPackage Reference")), .. Wire.Vector(keyPackage)]);

    /// <summary>The payload of op 27 that appends these.</summary>
    public static byte[] Append(params IEnumerable<GatewayProposal> proposals) => [0, .. Wire.Vector([.. proposals.SelectMany(proposal => proposal.Message)])];

    /// <summary>The payload of op 27 that revokes these.</summary>
    public static byte[] Revoke(params IEnumerable<GatewayProposal> proposals) => [1, .. Wire.Vector([.. proposals.SelectMany(proposal => Wire.Vector(proposal.Reference))])];

    public void Dispose() => key.Dispose();
}

/// <summary>A proposal as the gateway sends it, and how commits name it.</summary>
internal sealed record GatewayProposal(Snowflake User, bool IsAdd, byte[] Message, byte[] Reference);
