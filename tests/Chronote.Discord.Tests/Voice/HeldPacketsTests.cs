using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Audio;

namespace Chronote.Discord.Tests.Voice;

public class HeldPacketsTests
{
    private static readonly TimeSpan For = TimeSpan.FromSeconds(2);

    private readonly HeldPackets _held = new(For);

    [Fact]
    public void They_come_out_in_order_with_their_own_arrival()
    {
        for (ushort number = 0; number < 5; number++)
            Add(1, number, TimeSpan.FromMilliseconds(20 * number)).ShouldBeTrue();
        var taken = _held.Take(1);
        taken.Select(packet => (packet.Sequence, packet.Arrived, Convert.ToHexString(packet.Frame))).ShouldBe([(0, 0, "00"), (1, 1, "01"), (2, 2, "02"), (3, 3, "03"), (4, 4, "04")]);
        _held.Count.ShouldBe(0);
        _held.Any(1).ShouldBeFalse();
    }

    [Fact]
    public void They_wait_as_long_as_said_and_no_longer()
    {
        Add(1, 0, TimeSpan.Zero);
        Add(1, 1, TimeSpan.FromSeconds(1));
        _held.Expire(For - TimeSpan.FromTicks(1)).ShouldBeEmpty();
        _held.Expire(For).Single().Packet.Sequence.ShouldBe((ushort)0);
        _held.Expire(For + TimeSpan.FromSeconds(1)).Single().Packet.Sequence.ShouldBe((ushort)1);
        _held.Ssrcs.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_put_back_keeps_its_end_of_waiting()
    {
        Add(1, 0, TimeSpan.Zero);
        _held.PutBack(1, _held.Take(1));
        _held.Count.ShouldBe(1);
        _held.Expire(For).Count().ShouldBe(1);
    }

    [Fact]
    public void One_ssrc_and_all_together_are_bounded()
    {
        for (var number = 0; number < VoiceLimits.HeldPerSsrcMax; number++)
            Add(1, (ushort)number, TimeSpan.Zero).ShouldBeTrue();
        Add(1, 999, TimeSpan.Zero).ShouldBeFalse();
        var kept = VoiceLimits.HeldPerSsrcMax;
        for (uint ssrc = 2; ssrc < 10_000; ssrc++)
            kept += Add(ssrc, 0, TimeSpan.Zero) ? 1 : 0;
        (kept, _held.Count).ShouldBe((VoiceLimits.HeldMax, VoiceLimits.HeldMax));
    }

    private bool Add(uint ssrc, ushort sequence, TimeSpan now) => _held.Add(ssrc, sequence, 0, sequence, [(byte)sequence], DropReason.UnknownSender, now);
}
