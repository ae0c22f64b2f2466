using Chronote.Discord.Dave;
using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>A call of a speaker and a listener on one clock.</summary>
internal sealed class TwoMembers : IDisposable
{
    public const ulong Channel = 927310423890473011;

    private TwoMembers() => Call = new SimulatedCall(Channel, Key);

    public HandClock Clock { get; private init; } = null!;

    public ExternalSender Key { get; } = new();

    public SimulatedCall Call { get; }

    public OwnMember Speaker { get; private init; } = null!;

    public OwnMember Listener { get; private init; } = null!;

    public static async Task<TwoMembers> Start()
    {
        var clock = new HandClock();
        var two = new TwoMembers
        {
            Clock = clock,
            Speaker = new OwnMember(new Snowflake(111), new Snowflake(Channel), clock),
            Listener = new OwnMember(new Snowflake(222), new Snowflake(Channel), clock),
        };
        await two.Call.Connect(two.Speaker);
        await two.Call.Connect(two.Listener);
        await two.Call.Found([two.Speaker, two.Listener], two.Speaker);
        return two;
    }

    /// <summary>Somebody new joins by the speaker's commit: the next epoch.</summary>
    public async Task<OwnMember> Join(ulong user)
    {
        var member = new OwnMember(new Snowflake(user), new Snowflake(Channel), Clock);
        await Call.Connect(member);
        var payload = Op27.Append(Call.Add(member));
        byte[]? commit = null;
        foreach (var one in Call.Members)
        {
            var sent = await one.Proposals(payload, Call.Connected);
            if (one == Speaker) commit = sent;
        }
        await Call.Accept(commit!, [], [member]);
        return member;
    }

    /// <summary>The newcomer goes by the speaker's commit: one more epoch.</summary>
    public async Task Leave(OwnMember member)
    {
        var payload = Op27.Append(Call.Remove(member));
        await Listener.Proposals(payload, Call.Connected);
        var commit = await Speaker.Proposals(payload, Call.Connected);
        await Call.Accept(commit!, [member], []);
        member.Session.Dispose();
    }

    public byte[] Speak(params byte[] opus) => Speaker.Session.Encrypt(opus);

    /// <summary>What the listener makes of a frame, as the speaker's.</summary>
    public FrameVerdict Hear(byte[] frame) => Hear(frame, out _);

    public FrameVerdict Hear(byte[] frame, out byte[] opus)
    {
        var place = new byte[frame.Length];
        var verdict = Listener.Session.Decrypt(Speaker.User, frame, place, out var bytes);
        opus = place[..bytes];
        return verdict;
    }

    public void Dispose()
    {
        Speaker.Session.Dispose();
        Listener.Session.Dispose();
        Key.Dispose();
    }
}
