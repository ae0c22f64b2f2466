using System.Diagnostics;
using System.Security.Cryptography;
using Chronote.Discord.Dave;
using Chronote.Discord.Dave.Mls;
using Xunit.Abstractions;
using GatewayKey = Chronote.Discord.Simulated.Dave.ExternalSender;

namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// Cut and changed messages and frames, from outside and from within what is signed and encrypted: no exception, bounded memory, nothing accepted. 50,000 in
/// a normal run; CHRONOTE_DAVE_FUZZ says another number, CHRONOTE_DAVE_SEED another seed.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class HostileInputTests(ITestOutputHelper output) : IDisposable
{
    private const ulong Channel = TwoMembers.Channel;

    /// <summary>Managed bytes that one input of a few kilobytes may cost.</summary>
    private const long AllocatedBytesMax = 1024 * 1024;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CHRONOTE_DAVE_SEED"), out var seed) ? seed : 1;
    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("CHRONOTE_DAVE_FUZZ"), out var count) ? count : 50_000;

    private readonly Random random = new(Seed);
    private readonly HandClock clock = new();
    private readonly GatewayKey gateway = new();
    private readonly ECDsa memberKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private long costliest;

    public void Dispose()
    {
        gateway.Dispose();
        memberKey.Dispose();
    }

    [Fact]
    public async Task Nothing_hostile_is_accepted_throws_or_takes_memory()
    {
        using var two = await TwoMembers.Start();
        var began = Stopwatch.GetTimestamp();
        var verdicts = new Dictionary<FrameVerdict, int>();
        // Frames cost a few microseconds; what gets as far as signatures costs up to a millisecond.
        var deep = Inputs / 50;
        Frames(two, Inputs - 5 * deep, verdicts);
        await Messages(two, 3 * deep);
        await WithinSignatures(two, deep);
        WithinWelcomes(deep);
        output.WriteLine($"seed {Seed}: {Inputs} inputs in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s; the costliest took {costliest} bytes");
        output.WriteLine(string.Join(", ", verdicts.Select(verdict => $"{verdict.Key} {verdict.Value}")));
        verdicts.GetValueOrDefault(FrameVerdict.Forged).ShouldBeGreaterThan(Inputs / 100, "most changed frames should get as far as their tag");
        costliest.ShouldBeLessThan(AllocatedBytesMax, $"seed {Seed}");
        two.Hear(two.Speak(1, 2, 3)).ShouldBe(FrameVerdict.Decrypted);
    }

    private void Frames(TwoMembers two, int count, Dictionary<FrameVerdict, int> verdicts)
    {
        var genuine = Enumerable.Range(0, 50).Select(i => two.Speak([.. Enumerable.Repeat((byte)i, i * 4)])).ToList();
        var originals = genuine.Append([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 0, 2, 5, 3, 18, 0xFA, 0xFA]).ToList();
        var opus = new byte[8_192];
        for (var i = 0; i < count; i++)
        {
            var frame = Mutation.Of(originals[random.Next(originals.Count)], random, originals[random.Next(originals.Count)]);
            if (genuine.Exists(one => one.SequenceEqual(frame))) continue;
            var verdict = FrameVerdict.NoKeyYet;
            Measure(i, () => verdict = two.Listener.Session.Decrypt(two.Speaker.User, frame, opus, out _));
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
            verdict.ShouldBeOneOf(FrameVerdict.Forged, FrameVerdict.Malformed, FrameVerdict.Plain);
            if (i % 16 == 0) two.Listener.Session.SenderOf(frame, [two.Speaker.User]).ShouldBeNull();
        }
        foreach (var frame in genuine) two.Hear(frame).ShouldBe(FrameVerdict.Decrypted, "in spite of all that");
    }

    /// <summary>From outside: what the network could change if the transport let it.</summary>
    private async Task Messages(TwoMembers two, int count)
    {
        await using var third = new OwnMember(new Snowflake(333), new Snowflake(Channel), clock);
        await two.Call.Connect(third);
        var add = two.Call.Add(third);
        var remove = two.Call.Remove(two.Listener);
        byte[][] proposals = [Op27.Append(add), Op27.Append(remove), Op27.Append(add, remove), Op27.Revoke(add)];
        two.Listener.Session.Proposals(proposals[0], two.Call.Connected);
        var adding = Simulated.Dave.CommitMessage.Read(await two.Speaker.Proposals(proposals[0], two.Call.Connected));
        var removing = Simulated.Dave.CommitMessage.Read(await two.Speaker.Proposals(proposals[1], two.Call.Connected));
        var welcome = adding.Welcome!.For(two.Call.KeyPackageOf(third))!;
        byte[][] all = [.. proposals, adding.Bytes, removing.Bytes, welcome, gateway.Package];
        for (var i = 0; i < count; i++)
        {
            var which = random.Next(all.Length);
            var changed = Mutation.Of(all[which], random, all[random.Next(all.Length)]);
            if (Array.Exists(all, one => one.SequenceEqual(changed))) continue;
            DaveAnswer answer = new DaveAnswer.Nothing();
            Measure(i, () => answer = which switch
            {
                < 4 => two.Listener.Session.Proposals(changed, two.Call.Connected),
                < 6 => two.Listener.Session.Commit(changed),
                6 => third.Session.Welcome(changed, two.Call.Connected),
                _ => two.Listener.Session.ExternalSender(changed),
            });
            // One genuine proposal of several may be left: then it is committed, and no other.
            if (answer is DaveAnswer.SendCommit commit)
                Simulated.Dave.CommitMessage.Read(commit.Body).References.ShouldAllBe(reference => reference.SequenceEqual(add.Reference) || reference.SequenceEqual(remove.Reference));
            else answer.ShouldNotBeOfType<DaveAnswer.Moved>($"seed {Seed}, input {i}");
        }
    }

    /// <summary>A gateway that signs proposals with whatever inside, and a member whose commits are signed and tagged whatever they say.</summary>
    private async Task WithinSignatures(TwoMembers two, int count)
    {
        await using var third = new OwnMember(new Snowflake(333), new Snowflake(Channel), clock);
        await two.Call.Connect(third);
        var package = two.Call.KeyPackageOf(third);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var cheat = MlsGroup.Alone(Convert.FromHexString("0CDE77EADC823033"), ExternalSender.Read(gateway.Package)!, new Snowflake(1), memberKey);
        using var ownPackage = OwnKeyPackage.New(new Snowflake(2), other);
        QueuedProposal[] queued = [new(new Proposal.Add(ownPackage.Public), new byte[32])];
        GroupCommit.Make(cheat, queued, memberKey, out var made).ShouldBeNull();
        var commitReader = new MlsReader(made!.Commit);
        var content = CommitMessage.Read(ref commitReader)!.Content;
        for (var i = 0; i < count; i++)
        {
            if (i % 2 == 0)
            {
                var payload = Op27.Append(two.Key.Add(Channel, two.Call.Epoch, package with { Bytes = Mutation.Of(package.Bytes, random, content) }));
                DaveAnswer answer = new DaveAnswer.Nothing();
                Measure(i, () => answer = two.Listener.Session.Proposals(payload, two.Call.Connected));
                answer.ShouldNotBeOfType<DaveAnswer.Moved>();
                if (answer is DaveAnswer.SendCommit) payload.AsSpan().IndexOf(package.Bytes).ShouldBeGreaterThan(0, $"seed {Seed}, input {i}");
                continue;
            }
            var changed = Mutation.Of(content, random, package.Bytes);
            if (changed.SequenceEqual(content)) continue;
            var signed = Framing.Signed(changed, cheat.Context.Bytes);
            var signature = MlsSuite.Sign(memberKey, Framing.SignLabel, signed);
            var tag = new byte[MlsSuite.HashBytes];
            var bytes = new MlsWriter().U16(1).U16(1).Raw(changed).Vector(signature).Vector(tag)
                .Vector(cheat.Secrets.MembershipTag(CommitMessage.Authenticated(signed, signature, tag))).ToArray();
            string? fault = "the commit can't be read";
            Measure(i, () =>
            {
                var reader = new MlsReader(bytes);
                if (CommitMessage.Read(ref reader) is { } commit) fault = GroupFollow.Follow(cheat, commit, queued, out _, out _);
            });
            fault.ShouldNotBeNull($"seed {Seed}, input {i}");
        }
        made.Next.Dispose();
    }

    /// <summary>Members who encrypt for us a group that they made up.</summary>
    private void WithinWelcomes(int count)
    {
        using var session = new DaveSession(new Snowflake(333), new Snowflake(Channel), clock);
        session.ExternalSender(gateway.Package);
        var packageReader = new MlsReader(session.Begin(1));
        using var group = new ForgedGroup(Channel, ExternalSender.Read(gateway.Package)!, KeyPackage.Read(ref packageReader)!);
        for (var i = 0; i < count; i++)
        {
            var tree = group.Tree.ToExtension();
            var changed = Mutation.Of(tree, random, tree);
            if (changed.SequenceEqual(tree)) continue;
            var welcome = group.Welcome(_ => changed);
            DaveAnswer answer = new DaveAnswer.Nothing();
            Measure(i, () => answer = session.Welcome(welcome, new HashSet<Snowflake>()));
            answer.ShouldBeOfType<DaveAnswer.Invalid>($"seed {Seed}, input {i}");
        }
    }

    private void Measure(int input, Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            action();
        }
        catch (Exception thrown)
        {
            throw new InvalidOperationException($"seed {Seed}, input {input}", thrown);
        }
        costliest = Math.Max(costliest, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
