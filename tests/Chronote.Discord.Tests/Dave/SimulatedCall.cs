using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// The voice gateway's part in a call's group without sockets: it proposes, lets members commit, announces one commit, hands out Welcomes, and knows who
/// sits on which leaf.
/// </summary>
internal sealed class SimulatedCall(ulong channel, ExternalSender key)
{
    private readonly List<ICallMember?> leaves = [];
    private readonly Dictionary<ICallMember, KeyPackage> keyPackages = [];

    public ulong Channel => channel;

    public ExternalSender Key => key;

    /// <summary>0 while there is no group.</summary>
    public ulong Epoch { get; private set; }

    public HashSet<Snowflake> Connected { get; } = [];

    public IReadOnlyList<ICallMember> Members => [.. leaves.OfType<ICallMember>()];

    public uint LeafOf(ICallMember member) => (uint)leaves.IndexOf(member);

    /// <summary>Op 11, 25 and 26.</summary>
    public async Task Connect(ICallMember member)
    {
        Connected.Add(member.User);
        await member.ExternalSender(key.Package);
        await Renew(member);
    }

    /// <summary>Op 31 and its fresh op 26.</summary>
    public async Task Renew(ICallMember member) => keyPackages[member] = KeyPackage.Read(await member.BeginAgain(), member.User.Value);

    public Proposal Add(ICallMember member) => key.Add(channel, Epoch, keyPackages[member]);

    public KeyPackage KeyPackageOf(ICallMember member) => keyPackages[member];

    public Proposal Remove(ICallMember member) => key.Remove(channel, Epoch, member.User.Value, LeafOf(member));

    /// <summary>A group of these, by the commit of one.</summary>
    public async Task<string> Found(IReadOnlyList<ICallMember> founders, ICallMember winner)
    {
        leaves.Clear();
        Epoch = 0;
        byte[]? won = null;
        var proposals = founders.ToDictionary(founder => founder, Add);
        foreach (var founder in founders)
        {
            var sent = await founder.Proposals(Op27.Append(proposals.Where(proposal => proposal.Key != founder).Select(proposal => proposal.Value)), Connected);
            if (founder == winner) won = sent;
        }
        leaves.Add(winner);
        Epoch = 1;
        return await Announce(won.ShouldNotBeNull(), [winner], [.. founders.Where(founder => founder != winner)]);
    }

    /// <summary>The commit of one member wins.</summary>
    /// <param name="commit">Body of op 28.</param>
    /// <param name="removed">In any order.</param>
    /// <param name="added">In the order of their proposals.</param>
    /// <returns>What all members now have in common.</returns>
    public async Task<string> Accept(byte[] commit, IReadOnlyList<ICallMember> removed, IReadOnlyList<ICallMember> added)
    {
        foreach (var member in removed) leaves[leaves.IndexOf(member)] = null;
        while (leaves is [.., null]) leaves.RemoveAt(leaves.Count - 1);
        Epoch++;
        return await Announce(commit, Members, added);
    }

    private async Task<string> Announce(byte[] body, IReadOnlyList<ICallMember> staying, IReadOnlyList<ICallMember> added)
    {
        var commit = CommitMessage.Read(body);
        foreach (var member in added)
        {
            var blank = leaves.IndexOf(null);
            if (blank < 0) leaves.Add(member);
            else leaves[blank] = member;
        }
        foreach (var member in staying) (await member.Commit(commit.Bytes)).ShouldBeNull($"commit of epoch {Epoch} at {member.User}");
        foreach (var member in added) (await member.Welcome(commit.Welcome!.For(keyPackages[member])!, Connected)).ShouldBeNull($"Welcome to epoch {Epoch} at {member.User}");
        foreach (var member in Members) await member.Execute();
        string? common = null;
        foreach (var member in Members)
        {
            var own = await member.Authenticator();
            own.ShouldBe(common ??= own, $"authenticator of epoch {Epoch} at {member.User}");
        }
        return common!;
    }
}
