namespace Chronote.Discord.Dave.Mls;

/// <summary>The numbers and the signed form of MLS messages (RFC 9420 §6).</summary>
internal static class Framing
{
    public const ushort PublicMessage = 1;

    public const byte MemberSender = 1;
    public const byte ExternalSender = 2;

    public const byte ProposalContent = 2;
    public const byte CommitContent = 3;

    public const byte ByReference = 2;

    public static ReadOnlySpan<byte> SignLabel => "FramedContentTBS"u8;

    /// <summary>FramedContentTBS.</summary>
    /// <param name="content">FramedContent.</param>
    /// <param name="groupContext">Of the epoch, for messages of members; empty for those of the external sender.</param>
    public static byte[] Signed(ReadOnlySpan<byte> content, ReadOnlySpan<byte> groupContext) =>
        new MlsWriter().U16(MlsSuite.ProtocolVersion).U16(PublicMessage).Raw(content).Raw(groupContext).ToArray();
}
