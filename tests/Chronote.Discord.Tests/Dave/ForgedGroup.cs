using System.Security.Cryptography;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// A group of five whose maker may cheat: it signs whatever it likes with the keys it has. Leaf 0 made a path after leaf 4, the victim, was added, so
/// that parent nodes with parent hashes stand over all leaves.
/// </summary>
internal sealed class ForgedGroup : IDisposable
{
    private readonly List<ECDsa> signers = [];
    private readonly List<HpkeKeyPair> leafKeys = [];
    private readonly List<(int Node, int CopathChild)> path;

    public ForgedGroup(ulong channel, ExternalSender externalSender, KeyPackage victim)
    {
        GroupId = BitConverter.GetBytes(channel).Reverse().ToArray();
        Victim = victim;
        Extensions = externalSender.GroupExtensions;
        Tree = RatchetTree.Of(NewLeaf(1_001));
        for (var i = 1; i < 4; i++) Tree.Add(NewLeaf(1_001 + (ulong)i));
        Tree.Add(victim.Leaf).ShouldBe(4);
        TreeChange.Apply(Tree, [], out var change).ShouldBeNull();
        path = change.Tree.FilteredPath(0);
        var secret = RandomNumberGenerator.GetBytes(MlsSuite.HashBytes);
        var publicKeys = new List<byte[]>();
        foreach (var (node, _) in path)
        {
            PathSecrets[node] = [.. secret];
            publicKeys.Add(PathKeys.KeyOf(secret).Public);
            secret = PathKeys.Next(secret);
        }
        var parentHash = change.SetPath(0, path, publicKeys);
        change.Tree.Set(0, change.Tree.LeafAt(0)!.ForCommit(HpkeKeyPair.New().Public, parentHash, signers[0], GroupId, 0));
        Tree = change.Tree;
    }

    public byte[] GroupId { get; set; }

    public ulong Epoch { get; set; } = 7;

    public RatchetTree Tree { get; }

    public KeyPackage Victim { get; }

    public byte[] Extensions { get; set; }

    public uint Signer { get; set; }

    public ECDsa SignerKey => signers[0];

    public Dictionary<int, byte[]> PathSecrets { get; } = [];

    /// <summary>Of the tree that is named in the group context; null: the true one.</summary>
    public byte[]? TreeHash { get; set; }

    public bool WrongConfirmationTag { get; set; }

    public bool WithoutPathSecret { get; set; }

    public LeafNode NewLeaf(ulong user, int? keyOf = null, int? signerOf = null)
    {
        leafKeys.Add(keyOf is { } key ? leafKeys[key].Copy() : HpkeKeyPair.New());
        signers.Add(signerOf is { } signer ? signers[signer] : ECDsa.Create(ECCurve.NamedCurves.nistP256));
        return LeafNode.ForKeyPackage(new Snowflake(user), leafKeys[^1].Public, signers[^1]);
    }

    /// <summary>A Welcome for the victim.</summary>
    /// <param name="changeTree">What becomes of the ratchet_tree extension; its hash follows as far as it can still be read.</param>
    public byte[] Welcome(Func<byte[], byte[]>? changeTree = null)
    {
        var extension = (changeTree ?? (tree => tree))(Tree.ToExtension());
        var context = new GroupContext(GroupId, Epoch, TreeHash ?? (RatchetTree.Read(extension) ?? Tree).Hash, MlsSuite.Hash([1]), Extensions);
        var joiner = RandomNumberGenerator.GetBytes(MlsSuite.HashBytes);
        using var secrets = EpochSecrets.OfJoiner(joiner, context);
        var tag = secrets.ConfirmationTag(context.ConfirmedTranscriptHash);
        if (WrongConfirmationTag) tag[0] ^= 1;
        var (key, nonce) = EpochSecrets.WelcomeKey(joiner);
        var info = MlsSuite.Seal(key, nonce, GroupInfo.Make(context, extension, tag, (int)Signer, SignerKey));
        var groupSecrets = new MlsWriter().Vector(joiner);
        if (WithoutPathSecret) groupSecrets.U8(0);
        else groupSecrets.U8(1).Vector(PathSecrets[TreeMath.CommonAncestor(0, TreeMath.NodeOf(4))]);
        var made = Hpke.Seal(Victim.InitKey, "Welcome"u8, info, groupSecrets.Vector(ReadOnlySpan<byte>.Empty).Span).ShouldNotBeNull();
        return new WelcomeMessage([new WelcomeMessage.Entry(Victim.Reference, made.KemOutput, made.Ciphertext)], info).ToBytes();
    }

    public void Dispose()
    {
        foreach (var signer in signers) signer.Dispose();
    }
}
