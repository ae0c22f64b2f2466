namespace Chronote.Discord.Dave.Mls;

/// <summary>A proposal as op 27 carries it: a PublicMessage signed by the external sender (RFC 9420 §6).</summary>
internal sealed class ProposalMessage
{
    private byte[] _content = [];
    private byte[] _signature = [];

    public required byte[] GroupId { get; init; }

    public required ulong Epoch { get; init; }

    public required Proposal Proposal { get; init; }

    /// <summary>Reads one message and leaves what follows it.</summary>
    /// <returns>Null for anything but an Add or Remove by external sender 0.</returns>
    public static ProposalMessage? Read(ref MlsReader reader)
    {
        if (reader.U16() != MlsSuite.ProtocolVersion || reader.U16() != Framing.PublicMessage) reader.Fail();
        var start = reader.Position;
        var groupId = reader.Vector();
        var epoch = reader.U64();
        if (reader.U8() != Framing.ExternalSender || reader.U32() != 0) reader.Fail();
        reader.Vector();
        if (reader.U8() != Framing.ProposalContent) reader.Fail();
        var proposal = reader.Failed ? null : Proposal.Read(ref reader);
        var content = reader.Since(start);
        var signature = reader.Vector();
        if (proposal is null || reader.Failed) return null;
        return new ProposalMessage { GroupId = groupId.ToArray(), Epoch = epoch, Proposal = proposal, _content = content.ToArray(), _signature = signature.ToArray() };
    }

    public bool IsSignedBy(ExternalSender sender) => MlsSuite.Verify(sender.SignatureKey, Framing.SignLabel, Framing.Signed(_content, default), _signature);

    public QueuedProposal ToQueued() =>
        new(Proposal, MlsSuite.Reference("MLS 1.0 Proposal Reference"u8, new MlsWriter().U16(Framing.PublicMessage).Raw(_content).Vector(_signature).Span));
}
