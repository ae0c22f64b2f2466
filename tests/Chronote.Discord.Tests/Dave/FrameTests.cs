using Chronote.Discord.Dave;
using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Frames between two members: what is heard, what is refused, and for how long old keys and plain frames are good.</summary>
public sealed class FrameTests
{
    private static readonly byte[] Silence = [0xF8, 0xFF, 0xFE];

    [Fact]
    public async Task A_frame_is_heard_once()
    {
        using var two = await TwoMembers.Start();
        var frame = two.Speak(1, 2, 3);
        frame.Length.ShouldBe(3 + 12);
        two.Hear(frame, out var opus).ShouldBe(FrameVerdict.Decrypted);
        opus.ShouldBe(new byte[] { 1, 2, 3 });
        two.Hear(frame).ShouldBe(FrameVerdict.Replayed);
    }

    [Fact]
    public async Task Frames_out_of_order_are_heard_as_far_back_as_the_window_reaches()
    {
        using var two = await TwoMembers.Start();
        var frames = Enumerable.Range(0, 1_200).Select(i => two.Speak((byte)i, (byte)(i >> 8))).ToList();
        two.Hear(frames[1]).ShouldBe(FrameVerdict.Decrypted);
        two.Hear(frames[0]).ShouldBe(FrameVerdict.Decrypted, "the first frames may come in any order, too");
        two.Hear(frames[1_100]).ShouldBe(FrameVerdict.Decrypted);
        two.Hear(frames[100]).ShouldBe(FrameVerdict.Decrypted);
        two.Hear(frames[99]).ShouldBe(FrameVerdict.Replayed, "1,001 behind the newest");
        two.Hear(frames[100]).ShouldBe(FrameVerdict.Replayed);
        foreach (var frame in frames.Skip(101).Take(999)) two.Hear(frame).ShouldBe(FrameVerdict.Decrypted);
        foreach (var frame in frames.Take(1_101)) two.Hear(frame).ShouldBe(FrameVerdict.Replayed);
    }

    [Fact]
    public async Task Every_changed_bit_of_a_frame_is_refused_and_the_frame_is_heard_after_all()
    {
        using var two = await TwoMembers.Start();
        var frame = two.Speak([.. Enumerable.Range(0, 40).Select(i => (byte)i)]);
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var tampered = frame.ToArray();
            tampered[bit / 8] ^= (byte)(1 << bit % 8);
            two.Hear(tampered, out var opus).ShouldBeOneOf(FrameVerdict.Forged, FrameVerdict.Malformed, FrameVerdict.Plain);
            opus.ShouldBeEmpty();
        }
        two.Hear(frame).ShouldBe(FrameVerdict.Decrypted);
    }

    [Fact]
    public async Task A_plain_frame_is_refused_but_Opus_silence_passes()
    {
        using var two = await TwoMembers.Start();
        two.Hear([1, 2, 3]).ShouldBe(FrameVerdict.Plain);
        two.Hear([]).ShouldBe(FrameVerdict.Plain);
        two.Hear([.. Silence, 0]).ShouldBe(FrameVerdict.Plain);
        two.Hear(Silence, out var opus).ShouldBe(FrameVerdict.PassedThrough);
        opus.ShouldBe(Silence);
        two.Speak(Silence).ShouldBe(Silence);
    }

    [Fact]
    public async Task A_frame_of_somebody_without_keys_waits()
    {
        using var two = await TwoMembers.Start();
        var frame = two.Speak(1);
        two.Listener.Session.Decrypt(new Snowflake(333), frame, new byte[99], out _).ShouldBe(FrameVerdict.NoKeyYet);
    }

    [Fact]
    public async Task The_sender_of_a_frame_is_found_without_using_it_up()
    {
        using var two = await TwoMembers.Start();
        var frame = two.Speak(1, 2, 3);
        Snowflake[] candidates = [new(333), two.Listener.User, two.Speaker.User];
        two.Listener.Session.SenderOf(frame, candidates).ShouldBe(two.Speaker.User);
        two.Listener.Session.SenderOf(frame, candidates).ShouldBe(two.Speaker.User);
        two.Listener.Session.SenderOf(frame, [new(333)]).ShouldBeNull();
        two.Listener.Session.SenderOf([1, 2, 3], candidates).ShouldBeNull();
        two.Hear(frame).ShouldBe(FrameVerdict.Decrypted);
    }

    [Fact]
    public async Task Keys_of_the_previous_epoch_expire_by_the_clock()
    {
        using var two = await TwoMembers.Start();
        var (early, late) = (two.Speak(1), two.Speak(2));
        using var third = (await two.Join(333)).Session;
        two.Clock.Advance(DaveLimits.OldKeysKept - TimeSpan.FromMilliseconds(1));
        two.Hear(early).ShouldBe(FrameVerdict.Decrypted);
        two.Clock.Advance(TimeSpan.FromMilliseconds(1));
        two.Hear(late).ShouldBe(FrameVerdict.Forged);
        two.Hear(two.Speak(3)).ShouldBe(FrameVerdict.Decrypted);
    }

    [Fact]
    public async Task A_frame_of_an_epoch_to_come_is_no_replay()
    {
        using var two = await TwoMembers.Start();
        for (var i = 0; i < 10; i++) two.Hear(two.Speak(1)).ShouldBe(FrameVerdict.Decrypted);
        await using var third = new OwnMember(new Snowflake(333), new Snowflake(TwoMembers.Channel), two.Clock);
        await two.Call.Connect(third);
        var payload = Op27.Append(two.Call.Add(third));
        var commit = CommitMessage.Read(await two.Speaker.Proposals(payload, two.Call.Connected)).Bytes;
        await two.Listener.Proposals(payload, two.Call.Connected);
        await two.Speaker.Commit(commit);
        await two.Speaker.Execute();

        // Its nonce is 1 again, and the listener hasn't heard of the commit: it must be held, not thrown away.
        var ahead = two.Speak(2);
        two.Hear(ahead).ShouldBe(FrameVerdict.Forged);
        await two.Listener.Commit(commit);
        two.Hear(ahead).ShouldBe(FrameVerdict.Decrypted);
    }

    [Fact]
    public async Task Keys_of_several_epochs_are_held_at_once_and_no_more_than_their_limit()
    {
        using var two = await TwoMembers.Start();
        var frames = new List<byte[]>();
        for (var i = 0; i <= DaveLimits.EpochsHeldMax; i += 2)
        {
            frames.Add(two.Speak(1));
            await two.Leave(await two.Join(1_000 + (ulong)i));
        }
        two.Hear(frames[^1]).ShouldBe(FrameVerdict.Decrypted);
        two.Hear(frames[2]).ShouldBe(FrameVerdict.Decrypted);
        two.Hear(frames[1]).ShouldBe(FrameVerdict.Forged, "its epoch was pushed out");
    }

    [Fact]
    public async Task Own_frames_take_the_new_keys_when_the_transition_is_executed()
    {
        var clock = new HandClock();
        using var key = new ExternalSender();
        var call = new SimulatedCall(TwoMembers.Channel, key);
        await using var speaker = new OwnMember(new(111), new(TwoMembers.Channel), clock, executes: false);
        await using var listener = new OwnMember(new(222), new(TwoMembers.Channel), clock);
        await using var late = new OwnMember(new(333), new(TwoMembers.Channel), clock);
        foreach (var member in new[] { speaker, listener, late }) await call.Connect(member);
        speaker.Session.Encrypt([1]).ShouldBeEmpty("without keys nothing may be sent");
        await call.Found([speaker, listener], listener);
        (await listener.Decrypt(speaker.User, speaker.Session.Encrypt([1]))).ShouldNotBeNull();
        var payload = Op27.Append(call.Add(late));
        var commit = await listener.Proposals(payload, call.Connected);
        await speaker.Proposals(payload, call.Connected);
        await call.Accept(commit!, [], [late]);

        (await late.Decrypt(speaker.User, speaker.Session.Encrypt([2]))).ShouldBeNull("still the old keys");
        speaker.Session.ExecuteTransition();
        (await late.Decrypt(speaker.User, speaker.Session.Encrypt([3]))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Decrypting_allocates_nothing()
    {
        const int Count = 5_000;
        using var two = await TwoMembers.Start();
        var frames = Enumerable.Range(0, Count + 100).Select(_ => two.Speak(new byte[160])).ToList();
        var opus = new byte[300];
        foreach (var frame in frames.Take(100)) two.Listener.Session.Decrypt(two.Speaker.User, frame, opus, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var heard = 0;
        foreach (var frame in frames.Skip(100)) heard += two.Listener.Session.Decrypt(two.Speaker.User, frame, opus, out _) == FrameVerdict.Decrypted ? 1 : 0;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Count, "less than a byte a frame");
        heard.ShouldBe(Count);
    }
}
