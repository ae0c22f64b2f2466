namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// The voice gateway's part in a call's group without sockets: it proposes, lets members commit, announces one commit, hands out Welcomes, and knows who
/// sits on which leaf.
/// </summary>
internal sealed class SimulatedCall(ulong channel, VoiceGatewayKey key)
{
    private readonly List<ICallMember?> leaves = [];
    private readonly Dictionary<ICallMember, byte[]> keyPackages = [];

    public ulong Channel => channel;

    public VoiceGatewayKey Key => key;

    /// <summary>0 while there is no group.</summary>
    public ulong Epoch { get; private set; }

    public HashSet<Snowflake> Connected { get; } = [];

    public IReadOnlyList<ICallMember> Members => [.. leaves.OfType<ICallMember>()];

    public uint LeafOf(ICallMember member) => (uint)leaves.IndexOf(member);

    /// <summary>Op 11, 25 and 26.</summary>
    public async Task Connect(ICallMember member)
    {
        Connected.Add(member.User);
        await member.ExternalSender(key.Payload);
        keyPackages[member] = await member.BeginAgain();
    }

    /// <summary>Op 31 and its fresh op 26.</summary>
    public async Task Renew(ICallMember member) => keyPackages[member] = await member.BeginAgain();

    public GatewayProposal Add(ICallMember member) => key.Add(channel, Epoch, keyPackages[member], member.User);

    public GatewayProposal Remove(ICallMember member) => key.Remove(channel, Epoch, LeafOf(member), member.User);

    /// <summary>A group of these, by the commit of one.</summary>
    public async Task<string> Found(IReadOnlyList<ICallMember> founders, ICallMember winner)
    {
        leaves.Clear();
        Epoch = 0;
        byte[]? won = null;
        var proposals = founders.ToDictionary(founder => founder, Add);
        foreach (var founder in founders)
        {
            var sent = await founder.Proposals(VoiceGatewayKey.Append(proposals.Where(proposal => proposal.Key != founder).Select(proposal => proposal.Value)), Connected);
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

    /// <summary>Splits op 28 into the commit and the Welcome behind it.</summary>
    public static (byte[] Commit, byte[]? Welcome) Split(byte[] body)
    {
        var at = Wire.EndOfVector(body, 4) + sizeof(ulong);
        body[at].ShouldBe((byte)1);
        at = Wire.EndOfVector(body, at + 1 + sizeof(uint)) + 1;
        at = Wire.EndOfVector(body, at);
        if (body[at++] == 1)
        {
            for (var i = 0; i < 2; i++) at = Wire.EndOfVector(body, at);
            at = Wire.EndOfVector(body, at + sizeof(ushort));
            for (var i = 0; i < 5; i++) at = Wire.EndOfVector(body, at);
            body[at].ShouldBe((byte)3);
            at = Wire.EndOfVector(body, at + 1);
            for (var i = 0; i < 3; i++) at = Wire.EndOfVector(body, at);
        }
        for (var i = 0; i < 3; i++) at = Wire.EndOfVector(body, at);
        return (body[..at], at == body.Length ? null : body[at..]);
    }

    /// <summary>A Welcome cut to one member's secrets, as the gateway sends it.</summary>
    public byte[] WelcomeFor(ICallMember member, byte[] welcome)
    {
        var reference = VoiceGatewayKey.ReferenceOf(keyPackages[member]);
        var end = Wire.EndOfVector(welcome, 2);
        var entries = Wire.ContentOf(welcome, 2);
        for (var at = 0; at < entries.Length;)
        {
            var start = at;
            for (var i = 0; i < 3; i++) at = Wire.EndOfVector(entries, at);
            if (Wire.ContentOf(entries, start).SequenceEqual(reference)) return [.. welcome[..2], .. Wire.Vector(entries[start..at]), .. welcome[end..]];
        }
        throw new InvalidOperationException($"The Welcome has nothing for {member.User}.");
    }

    private async Task<string> Announce(byte[] body, IReadOnlyList<ICallMember> staying, IReadOnlyList<ICallMember> added)
    {
        var (commit, welcome) = Split(body);
        foreach (var member in added)
        {
            var blank = leaves.IndexOf(null);
            if (blank < 0) leaves.Add(member);
            else leaves[blank] = member;
        }
        foreach (var member in staying) (await member.Commit(commit)).ShouldBeNull($"commit of epoch {Epoch} at {member.User}");
        foreach (var member in added) (await member.Welcome(WelcomeFor(member, welcome!), Connected)).ShouldBeNull($"Welcome to epoch {Epoch} at {member.User}");
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
