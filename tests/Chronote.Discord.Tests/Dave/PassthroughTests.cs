using Chronote.Discord.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>When plain frames pass: at version 0, and for a limited time around a change of version.</summary>
public sealed class PassthroughTests
{
    private static readonly byte[] Plain = [1, 2, 3, 4];

    [Fact]
    public void At_version_0_everything_passes_both_ways()
    {
        using var session = New(out _);
        session.Begin(0).ShouldBeNull();
        session.ProtocolVersion.ShouldBe(0);
        Hear(session).ShouldBe(FrameVerdict.PassedThrough);
        session.Encrypt(Plain).ShouldBe(Plain);
    }

    [Fact]
    public void Before_the_version_is_known_nothing_passes()
    {
        using var session = New(out _);
        Hear(session).ShouldBe(FrameVerdict.Plain);
    }

    [Fact]
    public void A_call_that_begins_encrypted_never_lets_plain_frames_pass()
    {
        using var session = New(out var clock);
        session.Begin(1).ShouldNotBeNull();
        session.ProtocolVersion.ShouldBe(1);
        Hear(session).ShouldBe(FrameVerdict.Plain);
        session.ExecuteTransition();
        clock.Advance(TimeSpan.FromSeconds(1));
        Hear(session).ShouldBe(FrameVerdict.Plain);
    }

    [Fact]
    public void A_version_that_is_not_spoken_gets_no_key_package()
    {
        using var session = New(out _);
        session.Begin(DaveLimits.ProtocolVersionMax + 1).ShouldBeNull();
        Hear(session).ShouldBe(FrameVerdict.Plain);
        session.Encrypt(Plain).ShouldBeEmpty();
    }

    [Fact]
    public void After_an_upgrade_plain_frames_pass_for_ten_seconds()
    {
        using var session = New(out var clock);
        session.Begin(0);
        session.Begin(1).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromHours(1));
        session.ProtocolVersion.ShouldBe(0, "not before op 22");
        Hear(session).ShouldBe(FrameVerdict.PassedThrough);
        session.ExecuteTransition();
        session.ProtocolVersion.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        Hear(session).ShouldBe(FrameVerdict.PassedThrough);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Hear(session).ShouldBe(FrameVerdict.Plain);
    }

    [Fact]
    public void Before_a_downgrade_plain_frames_pass_for_24_seconds_and_after_it_always()
    {
        using var session = New(out var clock);
        session.Begin(1);
        session.PrepareTransition(0);
        session.ProtocolVersion.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(24) - TimeSpan.FromMilliseconds(1));
        Hear(session).ShouldBe(FrameVerdict.PassedThrough);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Hear(session).ShouldBe(FrameVerdict.Plain, "a downgrade that never comes");
        session.ExecuteTransition();
        session.ProtocolVersion.ShouldBe(0);
        clock.Advance(TimeSpan.FromDays(1));
        Hear(session).ShouldBe(FrameVerdict.PassedThrough);
    }

    [Fact]
    public void A_downgrade_taken_back_shortens_the_time()
    {
        using var session = New(out var clock);
        session.Begin(1);
        session.PrepareTransition(0);
        session.PrepareTransition(1);
        clock.Advance(TimeSpan.FromSeconds(10));
        Hear(session).ShouldBe(FrameVerdict.Plain);
    }

    [Fact]
    public async Task After_a_downgrade_frames_in_flight_are_still_decrypted()
    {
        using var two = await TwoMembers.Start();
        var (first, second) = (two.Speak(1, 2), two.Speak(3, 4));
        two.Listener.Session.PrepareTransition(0);
        two.Hear(first, out var opus).ShouldBe(FrameVerdict.Decrypted);
        opus.ShouldBe(new byte[] { 1, 2 });
        two.Listener.Session.ExecuteTransition();
        two.Listener.Session.Epoch.ShouldBeNull();
        two.Clock.Advance(DaveLimits.OldKeysKept - TimeSpan.FromMilliseconds(1));
        two.Hear(second).ShouldBe(FrameVerdict.Decrypted);
        two.Hear(two.Speak(5)).ShouldBe(FrameVerdict.Decrypted);
        two.Clock.Advance(TimeSpan.FromMilliseconds(1));
        two.Hear(two.Speak(6)).ShouldBe(FrameVerdict.NoKeyYet, "an encrypted frame is no plain one");
    }

    [Fact]
    public async Task A_plain_frame_that_ends_like_an_encrypted_one_passes_only_if_it_cannot_be_one()
    {
        using var two = await TwoMembers.Start();
        byte[] impossible = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200, 0xFA, 0xFA];
        two.Hear(impossible).ShouldBe(FrameVerdict.Malformed);
        two.Listener.Session.PrepareTransition(0);
        two.Hear(impossible).ShouldBe(FrameVerdict.PassedThrough);
    }

    private static DaveSession New(out HandClock clock) => new(new Snowflake(111), new Snowflake(TwoMembers.Channel), clock = new HandClock());

    private static FrameVerdict Hear(DaveSession session) => session.Decrypt(new Snowflake(222), Plain, new byte[Plain.Length], out _);
}
