using Chronote.Discord.Dave;
using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// Bytes that the real voice gateway sent, as published in the unit test of davey 0.1 (a call in channel 927310423890473011; user 158049329150427136 is told
/// of an Add of user 158533742254751744). The only real ones there are: an external sender, one proposal and the reference that revokes it.
/// </summary>
public sealed class CapturedBytesTests
{
    private static readonly Snowflake Channel = new(927310423890473011);
    private static readonly Snowflake Self = new(158049329150427136);
    private static readonly Snowflake Other = new(158533742254751744);

    private static readonly byte[] Gateway = Hex.Bytes("""
        404104ca1a2b102501d0672bd45ed74ffb83e078b2ba5b12c3f69fad56f083b6a35fc989c6736b5852b5aecdfcdf206e156d3d1dba8e3e5b2f89fc0c16f11614e84e4a000101
        00
        """);

    private static readonly byte[] Append = Hex.Bytes("""
        00
        41f000010001080cde77eadc823033000000000000000002000000000002000100010002404104a61acd34ff0548e6f767cc4df9619b51ba5814d52ee558284fc554405768e9
        e741ba32276414941b7c0190dcb5dfc3349a168f1247ecbdf6fc69f3eecab3765d404104f44da24e5aa9f73796fa38be115556e6b7d4f6ba55d2ecc3f1b9d198af6237e3fc8f
        c635996b6c76e77b4acace33f5cfd745ad0d540dd6f03f0da85c82e14714404104e7793985ed074af49568b53cf2e3974688279f02ee8d7c7df099ce3c7a1a28e747f59a7c7c
        23e9ef4f7815fb3469f39ea124f8b76712c41b763a55b867e6b48b00010802333999400200000200010200020000020001010000000000000000ffffffffffffffff00404830
        46022100d874dc777d4ede7e6d3374f737bc1394ac0ffd0635abdc9d02b3e359e059466a022100e62e97aefd5c6b32ff0ac5c5159dbe94f6f5a01bd0dd14a9dcc4d1e6248972
        ac004047304502205168abdf8d83a48daf8d5960afb305022de707c7496087feb43004c9fd2be5e80221008312a6f6df1ff593671a39f9966f6d1caef43e0c6d53c74300ba08
        9ceeecfbf440473045022100cdbe804ba06a9be17615fe3c7f9055f31a6d0ea9402dd9fda6d109e9a3cb632b022067409e59f6b7f0a3eddd330a092a6c13d99d12abaebe0d6d
        40a0dae435c2a7a2
        """);

    private static readonly byte[] Revoke = Hex.Bytes("01212062386ffb20b28f556b2465c0a2520ba2b074fca00e94b2fdebc0496d544cd6c0");

    [Fact]
    public void A_captured_proposal_is_genuine_and_committed()
    {
        using var session = Pending();
        session.Proposals(Append, new HashSet<Snowflake> { Other }).ShouldBeOfType<DaveAnswer.SendCommit>();
    }

    [Fact]
    public void A_captured_revocation_names_the_captured_proposal()
    {
        using var session = Pending();
        session.Proposals(Append, new HashSet<Snowflake> { Other });
        session.Proposals(Revoke, new HashSet<Snowflake> { Other }).ShouldBeOfType<DaveAnswer.Nothing>();
    }

    [Fact]
    public void Any_changed_bit_of_the_captured_proposal_is_refused()
    {
        using var session = Pending();
        for (var bit = 0; bit < Append.Length * 8; bit += 7)
        {
            var tampered = Append.ToArray();
            tampered[bit / 8] ^= (byte)(1 << bit % 8);
            session.Proposals(tampered, new HashSet<Snowflake> { Other }).ShouldNotBeOfType<DaveAnswer.SendCommit>($"bit {bit}");
        }
    }

    [Fact]
    public void A_captured_proposal_for_somebody_not_connected_is_refused()
    {
        using var session = Pending();
        session.Proposals(Append, new HashSet<Snowflake> { new(1) }).ShouldBeOfType<DaveAnswer.Refused>().Reason.ShouldContain("158533742254751744");
    }

    [Fact]
    public void After_its_own_commit_wins_both_are_members()
    {
        using var session = Pending();
        var body = session.Proposals(Append, new HashSet<Snowflake> { Other }).ShouldBeOfType<DaveAnswer.SendCommit>().Body;
        session.Epoch.ShouldBeNull();
        session.Commit(CommitMessage.Read(body).Bytes).ShouldBe(new DaveAnswer.Moved(1));
        session.Members.ShouldBe([Self, Other]);
        session.PrivacyCode!.Length.ShouldBe(30);
    }

    private static DaveSession Pending()
    {
        var session = new DaveSession(Self, Channel, TimeProvider.System);
        session.ExternalSender(Gateway).ShouldBeOfType<DaveAnswer.Nothing>("op 25 may come before op 4");
        session.Begin(1).ShouldNotBeNull().Length.ShouldBeInRange(380, 400);
        return session;
    }
}
