using System.Security.Cryptography;

namespace Chronote.Discord.Simulated.Dave;

/// <summary>
/// The body of op 28, read as far as a delivery service must: whose commit, of which epoch, of which proposals, and where the Welcome begins.
/// Whether it is right cryptographically only members can tell; they say so with op 31.
/// </summary>
internal sealed record CommitMessage(ulong Group, ulong Epoch, uint Leaf, IReadOnlyList<byte[]> References, bool HasPath, byte[] Bytes, WelcomeMessage? Welcome)
{
    /// <exception cref="InvalidDataException">What is wrong with it.</exception>
    public static CommitMessage Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MlsReader(bytes);
        reader.Expect(reader.U16() == 1 && reader.U16() == 1, "A commit is an MLSMessage with a PublicMessage.");
        var group = new MlsReader(reader.Vector()).U64();
        var epoch = reader.U64();
        reader.Expect(reader.U8() == 1, "A commit is sent by a member.");
        var leaf = reader.U32();
        reader.Expect(reader.Vector().Length == 0, "authenticated_data is empty.");
        reader.Expect(reader.U8() == 3, "Op 28 carries a commit.");
        var proposals = new MlsReader(reader.Vector());
        var references = new List<byte[]>();
        while (proposals.Left > 0)
        {
            reader.Expect(proposals.U8() == 2, "DAVE's commits carry references only.");
            references.Add(proposals.Vector().ToArray());
        }
        var hasPath = reader.U8() == 1;
        if (hasPath)
        {
            LeafNode.Read(ref reader, out _, out _, out _, out _, out var source);
            reader.Expect(source == 3, "The leaf of a path has source commit.");
            reader.Vector();
        }
        for (var trailer = 0; trailer < 3; trailer++) reader.Vector();
        var commit = bytes[..reader.Position].ToArray();
        return new CommitMessage(group, epoch, leaf, references, hasPath, commit, reader.Left == 0 ? null : WelcomeMessage.Read(bytes[reader.Position..]));
    }
}

/// <summary>A Welcome (RFC 9420 §12.4.3.1), to be cut to one new member's secrets.</summary>
internal sealed record WelcomeMessage(IReadOnlyList<(byte[] Reference, byte[] Bytes)> Secrets, byte[] EncryptedGroupInfo)
{
    public static WelcomeMessage Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MlsReader(bytes);
        reader.Expect(reader.U16() == 2, "A Welcome begins with ciphersuite 2, without an MLSMessage around it.");
        var all = new MlsReader(reader.Vector());
        var secrets = new List<(byte[], byte[])>();
        while (all.Left > 0)
        {
            var start = all.Position;
            var reference = all.Vector().ToArray();
            all.Vector();
            all.Vector();
            secrets.Add((reference, all.From(start).ToArray()));
        }
        var info = reader.Vector().ToArray();
        reader.Expect(reader.Left == 0, "Bytes after the Welcome.");
        return new WelcomeMessage(secrets, info);
    }

    /// <returns>Null when it holds nothing for this key package.</returns>
    public byte[]? For(KeyPackage package)
    {
        var mine = Secrets.FirstOrDefault(secret => CryptographicOperations.FixedTimeEquals(secret.Reference, package.Reference));
        return mine.Bytes is null ? null : new MlsWriter().U16(2).Vector(mine.Bytes).Vector(EncryptedGroupInfo).ToArray();
    }
}
