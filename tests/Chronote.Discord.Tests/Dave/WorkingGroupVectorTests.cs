using System.Text.Json;
using Chronote.Discord.Dave.Mls;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.Dave;

/// <summary>The MLS working group's test vectors for ciphersuite 2, as their test-vectors.md says how to check them.</summary>
public sealed class WorkingGroupVectorTests(ITestOutputHelper output)
{
    [VectorFact]
    public void The_working_groups_vectors_hold()
    {
        TreeMathHolds();
        TreesAreValid();
        PathsAreFollowed();
        WelcomesAreOpened();
        MessagesAreReadAsTheyWereWritten();
    }

    private void TreeMathHolds()
    {
        foreach (var vector in Vectors("tree-math"))
        {
            var leaves = vector.GetProperty("n_leaves").GetInt32();
            TreeMath.NodeCount(leaves).ShouldBe(vector.GetProperty("n_nodes").GetInt32());
            TreeMath.Root(leaves).ShouldBe(vector.GetProperty("root").GetInt32());
            for (var node = 0; node < TreeMath.NodeCount(leaves); node++)
            {
                if (Number(vector, "left", node) is { } left) TreeMath.Left(node).ShouldBe(left);
                if (Number(vector, "right", node) is { } right) TreeMath.Right(node).ShouldBe(right);
                if (Number(vector, "parent", node) is { } parent) TreeMath.Parent(node).ShouldBe(parent);
                if (Number(vector, "sibling", node) is { } sibling) TreeMath.Sibling(node).ShouldBe(sibling);
            }
        }
    }

    private void TreesAreValid()
    {
        foreach (var vector in Vectors("tree-validation"))
        {
            var tree = RatchetTree.Read(Bytes(vector, "tree")).ShouldNotBeNull();
            for (var node = 0; node < tree.NodeCount; node++)
            {
                tree.HashOf(node).ShouldBe(Hex.Bytes(vector.GetProperty("tree_hashes")[node].GetString()!));
                tree.Resolution(node).ShouldBe(vector.GetProperty("resolutions")[node].EnumerateArray().Select(one => one.GetInt32()));
            }
            ParentHashes.AreValid(tree).ShouldBeTrue();
            tree.Leaves.All(leaf => leaf.Leaf.IsSigned(Bytes(vector, "group_id"), leaf.Index)).ShouldBeTrue();
            TreeCheck.Duplicate(tree).ShouldBeNull();
            tree.ToExtension().ShouldBe(Bytes(vector, "tree"));
        }
    }

    private void PathsAreFollowed()
    {
        foreach (var vector in Vectors("treekem"))
        {
            var tree = RatchetTree.Read(Bytes(vector, "ratchet_tree")).ShouldNotBeNull();
            foreach (var update in vector.GetProperty("update_paths").EnumerateArray()) Follow(vector, tree, update);
        }
    }

    private void WelcomesAreOpened()
    {
        foreach (var vector in Vectors("welcome"))
        {
            var packageReader = new MlsReader(Bytes(vector, "key_package").AsSpan(4));
            var package = KeyPackage.Read(ref packageReader).ShouldNotBeNull();
            var welcome = WelcomeMessage.Read(Bytes(vector, "welcome").AsSpan(4)).ShouldNotBeNull();
            var entry = welcome.Entries.Single(one => one.Reference.SequenceEqual(package.Reference));
            using var init = new HpkeKeyPair(Bytes(vector, "init_priv"), package.InitKey);
            var secrets = new MlsReader(Hpke.Open(init, entry.KemOutput, "Welcome"u8, welcome.SealedGroupInfo, entry.Ciphertext).ShouldNotBeNull());
            var joiner = secrets.Vector();
            var (key, nonce) = EpochSecrets.WelcomeKey(joiner);
            var info = GroupInfo.Read(MlsSuite.Open(key, nonce, welcome.SealedGroupInfo).ShouldNotBeNull()).ShouldNotBeNull();
            MlsSuite.Verify(Bytes(vector, "signer_pub"), "GroupInfoTBS"u8, info.Signed, info.Signature).ShouldBeTrue();
            using var epoch = EpochSecrets.OfJoiner(joiner, info.Context);
            epoch.ConfirmationTag(info.Context.ConfirmedTranscriptHash).ShouldBe(info.ConfirmationTag);
        }
    }

    private void MessagesAreReadAsTheyWereWritten()
    {
        foreach (var vector in Vectors("passive-client-welcome").Concat(Vectors("passive-client-handling-commit")))
        {
            var bytes = Bytes(vector, "key_package");
            var reader = new MlsReader(bytes.AsSpan(4));
            KeyPackage.Read(ref reader).ShouldNotBeNull().Bytes.ShouldBe(bytes[4..]);
            reader.Whole.ShouldBeTrue();
            WelcomeMessage.Read(Bytes(vector, "welcome").AsSpan(4)).ShouldNotBeNull().ToBytes().ShouldBe(Bytes(vector, "welcome")[4..]);
        }
    }

    private static void Follow(JsonElement vector, RatchetTree tree, JsonElement update)
    {
        var sender = update.GetProperty("sender").GetInt32();
        var reader = new MlsReader(Bytes(update, "update_path"));
        var path = UpdatePath.Read(ref reader).ShouldNotBeNull();
        TreeChange.Apply(tree, [], out var change).ShouldBeNull();
        var nodes = change.Tree.FilteredPath(sender);
        change.SetPath(sender, nodes, path.Steps.ConvertAll(step => step.EncryptionKey)).ShouldBe(path.Leaf.ParentHash);
        change.Tree.Set(TreeMath.NodeOf(sender), path.Leaf);
        change.Tree.Hash.ShouldBe(Bytes(update, "tree_hash_after"));
        ParentHashes.AreValid(change.Tree).ShouldBeTrue();
        path.Leaf.IsSigned(Bytes(vector, "group_id"), sender).ShouldBeTrue();
        var context = new GroupContext(Bytes(vector, "group_id"), vector.GetProperty("epoch").GetUInt64(), change.Tree.Hash, Bytes(vector, "confirmed_transcript_hash"), []);
        foreach (var one in vector.GetProperty("leaves_private").EnumerateArray())
        {
            var leaf = one.GetProperty("index").GetInt32();
            if (leaf == sender) continue;
            using var keys = new PathKeys(leaf, new HpkeKeyPair(Bytes(one, "encryption_priv"), tree.LeafAt((uint)leaf)!.EncryptionKey));
            foreach (var secret in one.GetProperty("path_secrets").EnumerateArray())
            {
                var pair = PathKeys.KeyOf(Bytes(secret, "path_secret"));
                var node = secret.GetProperty("node").GetInt32();
                pair.Public.ShouldBe(tree[node]!.EncryptionKey);
                keys.Set(node, pair);
            }
            var at = nodes.FindIndex(node => TreeMath.IsWithin(TreeMath.NodeOf(leaf), node.CopathChild));
            var recipients = change.Recipients(nodes[at].CopathChild);
            var which = recipients.FindIndex(node => keys.Find(node) is not null);
            var (kemOutput, ciphertext) = path.Steps[at].Sealed[which];
            var opened = Hpke.Open(keys.Find(recipients[which])!, kemOutput, "UpdatePathNode"u8, context.Bytes, ciphertext).ShouldNotBeNull();
            opened.ShouldBe(Hex.Bytes(update.GetProperty("path_secrets")[leaf].GetString()!));
            keys.Climb(change.Tree, nodes.Skip(at).Select(node => node.Node), opened).ShouldBe(Bytes(update, "commit_secret"));
        }
    }

    private List<JsonElement> Vectors(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(VectorFactAttribute.Folder!, $"{name}.json")));
        var vectors = document.RootElement.EnumerateArray().Where(vector => !vector.TryGetProperty("cipher_suite", out var suite) || suite.GetInt32() == MlsSuite.Id)
            .Select(vector => vector.Clone()).ToList();
        vectors.ShouldNotBeEmpty();
        output.WriteLine($"{name}: {vectors.Count} vectors");
        return vectors;
    }

    private static int? Number(JsonElement vector, string name, int at) =>
        vector.GetProperty(name)[at] is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    private static byte[] Bytes(JsonElement vector, string name) => Hex.Bytes(vector.GetProperty(name).GetString()!);
}
