using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

public class RtpReplayWindowTests
{
    [Fact]
    public void Each_number_is_accepted_once_over_the_wrap()
    {
        var window = new RtpReplayWindow();
        for (var number = 65_000; number < 67_000; number++)
        {
            window.Accept((ushort)number).ShouldBeTrue($"{number}");
            window.Accept((ushort)number).ShouldBeFalse($"{number} again");
        }
    }

    [Fact]
    public void A_late_one_is_accepted_once_within_the_window_and_never_behind_it()
    {
        var window = new RtpReplayWindow();
        window.Accept(10).ShouldBeTrue();
        window.Accept(600).ShouldBeTrue();
        window.Accept(600 - VoiceLimits.ReplayWindowPackets + 1).ShouldBeTrue();
        window.Accept(600 - VoiceLimits.ReplayWindowPackets + 1).ShouldBeFalse();
        window.Accept(600 - VoiceLimits.ReplayWindowPackets).ShouldBeFalse();
    }

    [Fact]
    public void It_agrees_with_a_list_of_everything_seen()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        var window = new RtpReplayWindow();
        var seen = new HashSet<int>();
        var newest = 65_500;
        for (var round = 0; round < 50_000; round++)
        {
            var number = newest + random.Next(-300, 20);
            window.Accept((ushort)number).ShouldBe(seen.Add(number) && (round == 0 || number > newest - VoiceLimits.ReplayWindowPackets), $"seed {Seed}, round {round}");
            newest = round == 0 ? number : Math.Max(newest, number);
        }
    }

    [Fact]
    public void A_sender_that_begins_anew_far_behind_is_followed_after_some_consecutive_packets()
    {
        var window = new RtpReplayWindow();
        window.Accept(30_000).ShouldBeTrue();
        var refused = 0;
        for (ushort number = 5_000; number < 5_100; number++)
            refused += window.Accept(number) ? 0 : 1;
        refused.ShouldBe(7);
    }
}
