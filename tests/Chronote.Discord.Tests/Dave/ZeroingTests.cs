using System.Security.Cryptography;
using Chronote.Discord.Dave.Frames;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Keys are overwritten when they are done with.</summary>
public sealed class ZeroingTests
{
    [Fact]
    public void The_secrets_of_an_epoch_are_zero_when_it_is_over()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var gateway = new Simulated.Dave.ExternalSender();
        var group = MlsGroup.Alone(new byte[8], ExternalSender.Read(gateway.Package)!, new Snowflake(1), signer);
        var (init, leaf) = (group.Secrets.Init, group.Keys.Find(0)!.Private);
        init.ShouldContain(value => value != 0);
        leaf.ShouldContain(value => value != 0);
        var exported = group.SenderBaseSecret(new Snowflake(1));
        group.Dispose();
        init.ShouldAllBe(value => value == 0);
        leaf.ShouldAllBe(value => value == 0);
        group.SenderBaseSecret(new Snowflake(1)).ShouldNotBe(exported, "the exporter is zero, too");
    }

    [Fact]
    public void A_key_package_that_is_done_with_is_zero()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var package = OwnKeyPackage.New(new Snowflake(1), signer);
        package.Dispose();
        package.Init.Private.ShouldAllBe(value => value == 0);
        package.Leaf.Private.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_ratchet_forgets_what_it_stepped_from()
    {
        var secret = RandomNumberGenerator.GetBytes(16);
        using var ratchet = new KeyRatchet(secret);
        ratchet.Peek(3).Dispose();
        secret.ShouldContain(value => value != 0, "looking ahead uses up nothing");
        ratchet.Step().Dispose();
        secret.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_path_secret_is_zero_after_the_next_one_is_made()
    {
        var secret = RandomNumberGenerator.GetBytes(MlsSuite.HashBytes);
        PathKeys.Next(secret).ShouldContain(value => value != 0);
        secret.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void What_is_written_is_zeroed_on_request()
    {
        var writer = new MlsWriter().Vector(new byte[] { 1, 2, 3 });
        writer.Zero();
        writer.ToArray().ShouldAllBe(value => value == 0);
    }
}
