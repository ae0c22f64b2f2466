using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// A call whose members come, go, rejoin and are proposed and revoked at random, with a random winner of each epoch. After each one: everybody agrees,
/// hears everybody, still hears what was in flight, and those outside hear nothing.
/// </summary>
/// <param name="join">Makes a new client for a user.</param>
/// <param name="large">Begins with as many members as may be.</param>
internal sealed class CallFuzz(int seed, int membersMax, Func<Snowflake, Random, Task<ICallMember>> join, bool large = false) : IAsyncDisposable
{
    private const ulong Channel = 927310423890473011;

    private readonly Random random = new(seed);
    private readonly ExternalSender key = new();
    private readonly List<ICallMember> everybody = [];
    private readonly HashSet<string> authenticators = [];
    private ulong lastUser = 158049329150427136;

    /// <summary>Frames that were decrypted to what was sent.</summary>
    public int Frames { get; private set; }

    public int Epochs { get; private set; }

    public int MembersMost { get; private set; }

    public int Commits { get; private set; }

    public int Restarts { get; private set; }

    public async Task Run(int epochs)
    {
        var call = new SimulatedCall(Channel, key);
        await Restart(call, [await Newcomer(call), await Newcomer(call)]);
        while (Epochs < epochs)
        {
            if (call.Members.Count == 1)
            {
                // The gateway gives a sole member a new group.
                await call.Renew(call.Members[0]);
                await Restart(call, [call.Members[0], await Newcomer(call)]);
            }
            else
            {
                await Step(call);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in everybody) await member.DisposeAsync();
        key.Dispose();
    }

    private async Task<ICallMember> Newcomer(SimulatedCall call)
    {
        var member = await join(new Snowflake(lastUser += (ulong)random.Next(1, 1 << 30)), random);
        everybody.Add(member);
        await call.Connect(member);
        return member;
    }

    private async Task Restart(SimulatedCall call, List<ICallMember> founders)
    {
        while (founders.Count < membersMax && (large || random.Next(3) > 0)) founders.Add(await Newcomer(call));
        authenticators.Add(await call.Found(founders, Pick(founders))).ShouldBeTrue();
        Epochs++;
        Restarts++;
        await EverybodyHearsEverybody(call);
    }

    private async Task Step(SimulatedCall call)
    {
        var before = call.Members;
        var removed = before.OrderBy(_ => random.Next()).Take(random.Next(Math.Min(3, before.Count))).ToList();
        var added = new List<ICallMember>();
        // Some who go come back in the same commit, as after op 31.
        foreach (var member in removed.Where(_ => random.Next(3) == 0).ToList()) added.Add(member);
        var room = membersMax - before.Count + removed.Count - added.Count;
        for (var i = random.Next(Math.Min(3, room) + 1); i > 0; i--) added.Add(await Newcomer(call));
        if (removed.Count + added.Count == 0) return;
        var inFlight = await Encrypt(before, 2);
        foreach (var member in added.Intersect(removed)) await call.Renew(member);

        // In any order, but nobody is added before their old leaf is proposed to go: a commit of that half could not be made.
        var proposals = removed.Select(call.Remove).Concat(added.Select(call.Add)).OrderBy(_ => random.Next()).ToList();
        proposals = [.. proposals.Where(proposal => !removed.Exists(back => added.Contains(back) && back.User.Value == proposal.User && proposal.IsAdd)),
            .. proposals.Where(proposal => removed.Exists(back => added.Contains(back) && back.User.Value == proposal.User && proposal.IsAdd))];
        // Somebody who turns back before the commit.
        var turnedBack = random.Next(4) == 0 ? await Newcomer(call) : null;
        var staying = before.Except(removed).ToList();
        var commits = await Propose(call, staying, proposals, turnedBack);
        if (turnedBack is not null) call.Connected.Remove(turnedBack.User);
        var inOrder = proposals.Where(proposal => proposal.IsAdd).Select(proposal => added.Find(member => member.User.Value == proposal.User)!).ToList();

        foreach (var member in removed.Except(added)) call.Connected.Remove(member.User);
        // davey leaves out the Welcome when the last op 27 adds nobody, though earlier ones do: no gateway can take such a commit.
        bool CanWin(ICallMember member) => added.Count == 0 || CommitMessage.Read(commits[member]).Welcome is not null;
        staying.OfType<OwnMember>().All(CanWin).ShouldBeTrue();
        if (!staying.Exists(CanWin))
        {
            var again = proposals.FindLast(proposal => proposal.IsAdd)!;
            foreach (var payload in new[] { Op27.Revoke(again), Op27.Append(again) })
                foreach (var member in staying) commits[member] = await member.Proposals(payload, call.Connected);
            inOrder.Remove(inOrder.Find(member => member.User.Value == again.User)!);
            inOrder.Add(added.Find(member => member.User.Value == again.User)!);
        }
        var winner = Pick(staying.FindAll(CanWin));
        var common = await call.Accept(commits[winner].ShouldNotBeNull(), removed, inOrder);
        authenticators.Add(common).ShouldBeTrue("an epoch of its own");
        Epochs++;
        await Check(call, inFlight, staying, [.. removed.Except(added)]);
    }

    /// <summary>One op 27 or several, with a proposal that is revoked again in between.</summary>
    /// <returns>The last commit that each member sent: the one of all proposals.</returns>
    private async Task<Dictionary<ICallMember, byte[]?>> Propose(SimulatedCall call, List<ICallMember> staying, List<Proposal> proposals, ICallMember? turnedBack)
    {
        var messages = random.Next(2) == 0 ? [proposals] : proposals.Chunk(random.Next(1, 3)).Select(chunk => chunk.ToList()).ToList();
        var payloads = messages.ConvertAll(message => Op27.Append(message));
        if (turnedBack is not null)
        {
            var pointless = call.Add(turnedBack);
            var from = random.Next(payloads.Count + 1);
            payloads.Insert(from, Op27.Append(pointless));
            payloads.Insert(random.Next(from + 1, payloads.Count + 1), Op27.Revoke(pointless));
        }
        var commits = new Dictionary<ICallMember, byte[]?>();
        foreach (var member in staying)
        {
            foreach (var payload in payloads)
            {
                commits[member] = await member.Proposals(payload, call.Connected);
                if (commits[member] is not null) Commits++;
            }
        }
        return commits;
    }

    private async Task Check(SimulatedCall call, List<(ICallMember Sender, byte[] Opus, byte[] Frame)> inFlight, List<ICallMember> staying, List<ICallMember> gone)
    {
        foreach (var (sender, opus, frame) in inFlight)
        {
            // davey forgets who is removed at once; we still hear their last frames.
            foreach (var member in staying.Where(member => member != sender && (member is OwnMember || !gone.Contains(sender))))
            {
                (await member.Decrypt(sender.User, frame)).ShouldBe(opus, $"in flight from {sender.User} to {member.User}, epoch {call.Epoch}");
                Frames++;
            }
            foreach (var newcomer in call.Members.Except(staying).Where(newcomer => newcomer != sender && !inFlight.Exists(old => old.Sender == newcomer)))
                (await newcomer.Decrypt(sender.User, frame)).ShouldBeNull("what was said before one joined");
        }
        var frames = await EverybodyHearsEverybody(call);
        foreach (var (sender, _, frame) in frames)
        {
            foreach (var outsider in gone.Where(outsider => outsider != sender)) (await outsider.Decrypt(sender.User, frame)).ShouldBeNull("who is removed");
            if (call.Members.FirstOrDefault(member => member != sender) is { } listener) (await listener.Decrypt(sender.User, frame)).ShouldBeNull("replayed");
        }
    }

    private async Task<List<(ICallMember Sender, byte[] Opus, byte[] Frame)>> EverybodyHearsEverybody(SimulatedCall call)
    {
        MembersMost = Math.Max(MembersMost, call.Members.Count);
        var frames = await Encrypt(call.Members, 1);
        foreach (var (sender, opus, frame) in frames)
        {
            foreach (var member in call.Members.Where(member => member != sender))
            {
                var tampered = frame.ToArray();
                tampered[random.Next(opus.Length + 8)] ^= (byte)(1 << random.Next(8));
                (await member.Decrypt(sender.User, tampered)).ShouldBeNull("tampered with");
                (await member.Decrypt(sender.User, frame)).ShouldBe(opus, $"from {sender.User} to {member.User}, epoch {call.Epoch}");
                Frames++;
            }
        }
        return frames;
    }

    private async Task<List<(ICallMember Sender, byte[] Opus, byte[] Frame)>> Encrypt(IReadOnlyList<ICallMember> senders, int each)
    {
        var frames = new List<(ICallMember, byte[], byte[])>();
        foreach (var sender in senders)
        {
            for (var i = 0; i < each; i++)
            {
                var opus = new byte[random.Next(4, 200)];
                random.NextBytes(opus);
                frames.Add((sender, opus, await sender.Encrypt(opus)));
            }
        }
        return frames;
    }

    private T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];
}
