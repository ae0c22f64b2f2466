using Chronote.Gateway.Tests.World;
using Chronote.Silo.Discord.Recording;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>What follows a recording that ended, or was ended: the same one again, another, or none.</summary>
public sealed class AfterwardsTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    // By the hand-moved clock, which runs ahead of a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public async Task A_killed_receiver_loses_half_a_second_at_most_and_the_rest_is_delivered_under_its_old_epoch()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        SpokenTrack ana = new(11), bob = new(12);
        await world.Record();
        await world.Speak(Seconds(2), bob);
        await world.FallSilent(bob);
        await world.Speak(Seconds(3.3), ana);
        var killedAt = world.Clock.GetTimestamp();
        await world.Recording.Die();

        await world.Record();
        await world.Wait(Seconds(2));
        ana.NewSsrc();
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));

        var stored = (await world.Stored(ana)).Select(each => each.Packet).ToList();
        var before = ana.Said.Where(each => each.Timestamp < killedAt).ToList();
        var kept = before.TakeWhile((each, i) => i < stored.Count && each.Packet.SequenceEqual(stored[i])).Count();
        ((before.Count - kept) * 0.02).ShouldBeLessThanOrEqualTo(0.5, "seconds lost by the kill");
        stored.Skip(kept).ShouldBe(ana.Said.Skip(before.Count).Select(each => each.Packet));
        (await world.Chunks(ana)).Select(each => each.Receipt.Epoch).ShouldBe([0, 1]);
        (await world.Gaps(ana)).ShouldContain(gap => gap.Reason == "receiver_lost");
        (await world.Gaps(bob)).ShouldContain(gap => gap.Reason == "receiver_lost");
    }

    [Fact]
    public async Task Letting_go_delivers_and_leaves_the_meeting_recording()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        (await world.WithTime(world.Recording.Detach(Patience))).ShouldBeTrue();
        (await world.Chunks(ana)).Count.ShouldBe(1);
        (await world.Meeting.Phase()).ShouldBe("recording");
        await world.Record();
        ana.NewSsrc();
        await world.Speak(Seconds(1), ana);
        (await world.WithTime(world.Recording.Stop(Patience))).ShouldBeTrue();
        await world.Same(ana);
    }

    [Fact]
    public async Task What_was_left_behind_is_delivered_without_a_new_recording()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(2), ana);
        await world.Wait(Seconds(0.4));
        await world.Recording.Die();
        (await LeftBehind.Meetings(world.Parts.Files)).ShouldBe([world.Meeting.Id]);
        (await world.WithTime(LeftBehind.Deliver(world.Meeting.Id, world.Parts, Patience))).ShouldBeTrue();
        await world.Same(ana);
        (await world.Meeting.Phase()).ShouldBe("recording");
    }

    [Fact]
    public async Task Another_receiver_goes_on_with_the_same_tracks_and_the_time_between_is_a_gap()
    {
        await using var first = await VoiceWorld.On(shared.Server);
        await using var second = first.OtherMachine();
        SpokenTrack ana = new(11), cem = new(13);
        await first.Record();
        await first.Speak(Seconds(1), ana);
        await first.FallSilent(ana);
        await first.Stored(ana, 1);
        await first.Recording.Die();
        var heardUntil = first.Clock.GetUtcNow();

        first.Clock.Advance(Seconds(3));
        await second.Record(heardUntil: heardUntil);
        await second.Wait(Seconds(0.2));
        ana.NewSsrc();
        await second.Speak(Seconds(1), ana, cem);
        await second.FallSilent(ana, cem);
        (await second.WithTime(second.Recording.Stop(Patience))).ShouldBeTrue();
        await second.Same(ana);
        (await second.Chunks(ana)).Select(each => each.Receipt.Epoch).ShouldBe([0, 1]);
        var gap = (await second.Gaps(ana)).ShouldHaveSingleItem();
        gap.Reason.ShouldBe("receiver_lost");
        Math.Abs(gap.DurationSamples - 3 * 48_000).ShouldBeLessThan(48_000 / 4);
        (await second.Gaps(cem)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_meeting_that_was_deleted_nothing_stays_on_this_disk()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        await world.Recording.Die();
        (await world.Meeting.Delete()).ShouldBe(204);
        Directory.Exists(world.Folder).ShouldBeTrue();
        (await world.WithTime(LeftBehind.Deliver(world.Meeting.Id, world.Parts, Patience))).ShouldBeTrue();
        Directory.Exists(world.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_meeting_deleted_while_it_records_leaves_nothing_either()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        (await world.Meeting.Delete()).ShouldBe(204);
        await world.Speak(Seconds(1), ana);
        await world.WithTime(world.Recording.Detach(Seconds(3)));
        Directory.Exists(world.Folder).ShouldBeFalse();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Killed_again_and_again_at_any_moment_it_never_loses_more_than_half_a_second()
    {
        const int seed = 20260601;
        var random = new Random(seed);
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        var lostMsMax = 0.0;
        var rounds = Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long" ? 100 : 6;
        for (var round = 0; round < rounds; round++)
        {
            await world.Record();
            ana.NewSsrc();
            if (random.Next(3) == 0) ana.Loses = 2;
            await world.Speak(TimeSpan.FromMilliseconds(20 * random.Next(10, 120)), ana);
            var said = ana.Said.Count;
            await world.Recording.Die();
            await world.Record();
            await world.WithTime(world.Recording.Detach(Patience));
            var stored = (await world.Stored(ana)).Where(each => each.Packet.Length > 1).Select(each => Convert.ToHexString(each.Packet)).ToHashSet();
            var lost = ana.Said.Reverse().TakeWhile(each => !stored.Contains(Convert.ToHexString(each.Packet))).Count();
            lostMsMax = Math.Max(lostMsMax, lost * 20);
            // What was lost is lost; the next round is about its own.
            ana.Forget(said, lost);
        }
        lostMsMax.ShouldBeLessThanOrEqualTo(500, $"seed {seed}");
        await world.Same(ana);
    }
}
