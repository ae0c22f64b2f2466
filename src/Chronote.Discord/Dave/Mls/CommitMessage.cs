namespace Chronote.Discord.Dave.Mls;

/// <summary>A commit as op 28 and 29 carry it: a PublicMessage of a member (RFC 9420 §6 and §12.4).</summary>
internal sealed class CommitMessage
{
    public required byte[] GroupId { get; init; }

    public required ulong Epoch { get; init; }

    /// <summary>Leaf index of the committer.</summary>
    public required uint Sender { get; init; }

    /// <summary>References of the proposals, in the order in which adds are done.</summary>
    public required List<byte[]> References { get; init; }

    public required UpdatePath? Path { get; init; }

    /// <summary>FramedContent.</summary>
    public required byte[] Content { get; init; }

    public required byte[] Signature { get; init; }

    public required byte[] ConfirmationTag { get; init; }

    public required byte[] MembershipTag { get; init; }

    /// <summary>What the confirmed transcript hash covers (RFC 9420 §8.2).</summary>
    public byte[] Transcript => new MlsWriter().U16(Framing.PublicMessage).Raw(Content).Vector(Signature).ToArray();

    /// <summary>Reads a commit and leaves what follows it.</summary>
    /// <returns>Null for anything else, and for a commit that carries proposals instead of references.</returns>
    public static CommitMessage? Read(ref MlsReader reader)
    {
        if (reader.U16() != MlsSuite.ProtocolVersion || reader.U16() != Framing.PublicMessage) reader.Fail();
        var start = reader.Position;
        var groupId = reader.Vector();
        var epoch = reader.U64();
        if (reader.U8() != Framing.MemberSender) reader.Fail();
        var sender = reader.U32();
        reader.Vector();
        if (reader.U8() != Framing.CommitContent) reader.Fail();
        var list = new MlsReader(reader.Vector());
        var references = new List<byte[]>();
        while (!list.AtEnd)
        {
            if (list.U8() != Framing.ByReference || references.Count == DaveLimits.ProposalsQueuedMax) return null;
            references.Add(list.Vector().ToArray());
        }
        UpdatePath? path = null;
        if (reader.Present() && (path = UpdatePath.Read(ref reader)) is null) return null;
        var content = reader.Since(start);
        var signature = reader.Vector();
        var confirmationTag = reader.Vector();
        var membershipTag = reader.Vector();
        if (reader.Failed || list.Failed) return null;
        return new CommitMessage
        {
            GroupId = groupId.ToArray(), Epoch = epoch, Sender = sender, References = references, Path = path, Content = content.ToArray(),
            Signature = signature.ToArray(), ConfirmationTag = confirmationTag.ToArray(), MembershipTag = membershipTag.ToArray(),
        };
    }

    /// <summary>FramedContent of a commit of ours.</summary>
    public static byte[] ContentOf(GroupContext context, int sender, IEnumerable<QueuedProposal> proposals, UpdatePath? path)
    {
        var references = new MlsWriter();
        foreach (var proposal in proposals) references.U8(Framing.ByReference).Vector(proposal.Reference);
        var writer = new MlsWriter().Vector(context.GroupId).U64(context.Epoch).U8(Framing.MemberSender).U32((uint)sender).Vector(ReadOnlySpan<byte>.Empty)
            .U8(Framing.CommitContent).Vector(references).U8(path is null ? (byte)0 : (byte)1);
        path?.Write(writer);
        return writer.ToArray();
    }

    public byte[] ToBytes() =>
        new MlsWriter().U16(MlsSuite.ProtocolVersion).U16(Framing.PublicMessage).Raw(Content).Vector(Signature).Vector(ConfirmationTag).Vector(MembershipTag).ToArray();

    /// <summary>AuthenticatedContentTBM (RFC 9420 §6.2): what the membership tag covers.</summary>
    public static byte[] Authenticated(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> confirmationTag) =>
        new MlsWriter().Raw(signed).Vector(signature).Vector(confirmationTag).ToArray();
}
