using Chronote.Discord.Voice;
using Chronote.Gateway.Tests.World;
using Chronote.Media.Ogg;
using Chronote.Silo.Discord.Recording;

namespace Chronote.Gateway.Tests.Discord;

public sealed class GuildRecordingTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    // By the hand-moved clock, which runs ahead of a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public async Task What_was_said_is_stored_byte_for_byte_where_it_was_said()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        SpokenTrack ana = new(11), bob = new(12, clockStops: true);
        await world.Record();
        await world.Speak(Seconds(2), ana);
        await world.Speak(Seconds(1.5), ana, bob);
        await world.FallSilent([ana], [bob]);
        await world.Speak(Seconds(1), bob);
        await world.FallSilent(bob);
        await world.Wait(Seconds(3));
        await world.Speak(Seconds(1), ana, bob);
        await world.FallSilent(ana, bob);
        (await world.WithTime(world.Recording.Stop(Patience))).ShouldBeTrue();

        await world.Same(ana);
        await world.Same(bob);
        (await world.Gaps(ana)).ShouldBeEmpty();
        (await world.Chunks(ana)).Count.ShouldBe(2);
        (await world.Meeting.Phase()).ShouldBeOneOf("draining", "completed");
        Directory.Exists(world.Folder).ShouldBeFalse("nothing is left to deliver");
        var audio = OggOpusChunk.Read((await world.Meeting.Get($"/audio/{ana.User}.ogg")).ShouldBe(200).Bytes).Value.ShouldNotBeNull();
        (audio.DurationSamples / 48_000.0).ShouldBe(8.8, 0.1);
        var tracks = (await world.Meeting.Get()).ShouldBe(200)["tracks"];
        tracks[0].GetProperty("name").GetString().ShouldBe("user 11");
    }

    [Fact]
    public async Task Speech_without_a_pause_is_cut_after_15_s_and_joins_without_a_seam()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(32), ana);
        await world.Stored(ana, 2);
        var chunks = await world.Chunks(ana);
        chunks[0].Receipt.Shape.DurationSamples.ShouldBe(15 * 48_000);
        chunks[1].Receipt.StartSamples.ShouldBe(chunks[0].Receipt.StartSamples + 15 * 48_000);
        await world.WithTime(world.Recording.Stop(Patience));
        await world.Same(ana);
    }

    [Fact]
    public async Task A_lost_packet_is_an_empty_one_in_its_place()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        ana.Loses = 3;
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));
        var stored = await world.Stored(ana);
        stored.Where(each => each.Packet.Length == 1).Select(each => each.Packet[0]).ShouldBe([0xFC, 0xFC, 0xFC]);
        (await world.Chunks(ana)).Count.ShouldBe(1);
        await world.Same(ana);
    }

    [Fact]
    public async Task A_loss_too_long_to_conceal_is_a_gap_with_its_reason()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        ana.Loses = 100;
        await world.Speak(Seconds(3), ana);
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));
        var gap = (await world.Gaps(ana)).ShouldHaveSingleItem();
        gap.Reason.ShouldBe("packet_loss");
        gap.DurationSamples.ShouldBe(100 * 960);
        await world.Same(ana);
    }

    [Fact]
    public async Task Nothing_of_a_participant_who_opted_out_is_kept()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        SpokenTrack ana = new(11), bob = new(12);
        await world.Record();
        world.OptOut(bob.User);
        await world.Speak(Seconds(1), ana, bob);
        world.OptOut(ana.User);
        await world.Recording.TurnNow();
        await world.Speak(Seconds(2), ana, bob);
        world.OptOut(ana.User, isOut: false);
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));
        (await world.Chunks(bob)).ShouldBeEmpty();
        Directory.Exists(Path.Combine(world.Folder, bob.User.ToString())).ShouldBeFalse();
        (await world.Stored(ana)).Count(each => each.Packet.Length > 3).ShouldBe(100);
        (await world.Gaps(ana)).ShouldContain(gap => gap.Reason == "opted_out" && Math.Abs(gap.DurationSamples - 2 * 48_000) < 48_000 / 4);
    }

    [Fact]
    public async Task What_is_said_in_a_pause_is_discarded_and_the_pause_is_a_gap()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        await world.Recording.Pause();
        await world.Speak(Seconds(2), ana);
        await world.Recording.Resume();
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));
        (await world.Stored(ana)).Count(each => each.Packet.Length > 3).ShouldBe(100);
        var gap = (await world.Gaps(ana)).ShouldHaveSingleItem();
        gap.Reason.ShouldBe("paused");
        Math.Abs(gap.DurationSamples - 2 * 48_000).ShouldBeLessThan(48_000 / 4);
    }

    [Fact]
    public async Task A_full_spool_is_a_gap_and_an_alarm_and_recording_goes_on_when_there_is_room()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        world.Limits = new() { FreeBytesMin = 0, SpoolBytesMax = 10_000, SealingBytesReserve = 5_000 };
        var ana = new SpokenTrack(11);
        await world.Record();
        await shared.Server.Full();
        try
        {
            await world.Speak(Seconds(4), ana);
            await world.FallSilent(ana);
            await world.Wait(Seconds(1));
            world.Recording.IsSpoolFull.ShouldBeTrue();
            await world.Speak(Seconds(2), ana);
        }
        finally
        {
            await shared.Server.Roomy();
        }
        await world.Until(() => Task.FromResult(!world.Recording.IsSpoolFull));
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        (await world.WithTime(world.Recording.Stop(Patience))).ShouldBeTrue();
        // A page that somebody frees meanwhile makes room earlier; what did not fit is counted, and no more.
        var unstored = (await world.Recording.Figures()).Unstored;
        unstored.ShouldBeGreaterThan(0);
        (await world.Gaps(ana)).Where(gap => gap.Reason == "spool_full").Sum(gap => gap.DurationSamples).ShouldBeGreaterThanOrEqualTo(unstored * 960);
        (await world.Stored(ana)).Count(each => each.Packet.Length > 3).ShouldBe(350 - (int)unstored);
    }

    [Fact]
    public async Task Another_session_is_another_epoch_of_the_same_track_and_what_lay_between_is_a_gap()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        world.Tell(new VoiceEvent.Interrupted("the voice server moved"));
        await world.Wait(Seconds(2));
        world.Recording.ListeningSince.ShouldBeNull();
        world.Tell(new VoiceEvent.Connected(2));
        ana.NewSsrc();
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));
        (await world.Chunks(ana)).Select(each => each.Receipt.Epoch).ShouldBe([0, 1]);
        var gap = (await world.Gaps(ana)).ShouldHaveSingleItem();
        gap.Reason.ShouldBe("rejoined");
        await world.Same(ana);
    }

    [Fact]
    public async Task Packets_without_keys_are_a_gap_by_encryption_once_the_keys_are_there()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        for (var i = 0; i < 12; i++)
        {
            world.Tell(new VoiceEvent.Dropped(ana.User, DropReason.NoKey, 50));
            await world.Wait(Seconds(1));
        }
        var facts = await world.Recording.Facts();
        ListeningTruth.Of(facts, world.Recording.ListeningSince, world.Clock.GetUtcNow()).ShouldHaveSingleItem().ShouldBeOfType<ListeningTrouble.Undecryptable>();
        await world.Speak(Seconds(1), ana);
        ListeningTruth.Of(await world.Recording.Facts(), world.Recording.ListeningSince, world.Clock.GetUtcNow()).ShouldBeEmpty();
        await world.FallSilent(ana);
        await world.WithTime(world.Recording.Stop(Patience));
        (await world.Gaps(ana)).ShouldContain(gap => gap.Reason == "encryption" && gap.DurationSamples > 11 * 48_000);
    }

    [Fact]
    public async Task A_disk_that_refuses_for_a_while_costs_nothing()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        world.Disk.Refuses = true;
        await world.Speak(Seconds(12), ana);
        ListeningTruth.Of(await world.Recording.Facts(), world.Recording.ListeningSince, world.Clock.GetUtcNow()).ShouldContain(trouble => trouble is ListeningTrouble.NotKept);
        world.Disk.Refuses = false;
        await world.Speak(Seconds(3), ana);
        await world.FallSilent(ana);
        (await world.WithTime(world.Recording.Stop(Patience))).ShouldBeTrue();
        await world.Same(ana);
        (await world.Gaps(ana)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_nobody_up_and_what_memory_can_not_hold_is_a_gap()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        world.DiskAnswers = false;
        world.Disk.Hang();
        for (var i = 0; i < 40; i++)
        {
            await world.Speak(Seconds(0.2), ana);
            await world.FallSilent(ana);
            await world.Wait(Seconds(0.2));
        }
        (await world.Recording.Figures()).Unstored.ShouldBeGreaterThan(0);
        world.Disk.GoOn();
        world.DiskAnswers = true;
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        (await world.WithTime(world.Recording.Stop(Patience))).ShouldBeTrue();
        var gaps = (await world.Gaps(ana)).Where(gap => gap.Reason == "spool_full").ToList();
        gaps.Count.ShouldBe((int)(await world.Recording.Figures()).Unstored);
        ((await world.Stored(ana)).Count + gaps.Sum(gap => gap.DurationSamples) / 960).ShouldBe(ana.Said.Count);
    }

    [Fact]
    public async Task A_meeting_that_is_stopped_elsewhere_ends_the_recording()
    {
        await using var world = await VoiceWorld.On(shared.Server);
        var ana = new SpokenTrack(11);
        await world.Record();
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.Stored(ana, 1);
        (await world.Meeting.Stop((ana.User.ToString(), 0))).ShouldBe(202);
        await world.Speak(Seconds(1), ana);
        await world.FallSilent(ana);
        await world.Until(() => Task.FromResult(world.Recording.IsOver));
        await world.WithTime(world.Recording.Detach(Patience));
        (await world.Chunks(ana)).Count.ShouldBe(1);
    }
}
