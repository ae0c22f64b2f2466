using System.Buffers.Binary;
using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Audio;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

public class VoiceAudioTests
{
    private const string Mode = TransportCipher.AesGcm;

    private static readonly byte[] Silence = [0xf8, 0xff, 0xfe];

    private readonly ToyDave _dave = new();
    private readonly HeardSink _sink = new();
    private readonly CallMembers _members = new(new(1));
    private readonly VoiceAudio _audio;
    private readonly TransportCipher _server = TransportCipher.Create(Mode, new byte[32])!;
    private TimeSpan _now;
    private long _arrived;

    public VoiceAudioTests()
    {
        _audio = new VoiceAudio(_members, _dave, _sink, new VoiceTimings());
        _audio.Use(TransportCipher.Create(Mode, new byte[32])!);
        _dave.Begin(1);
        _dave.Epochs.Add(1);
        foreach (var user in new ulong[] { 2, 3, 4 })
            _members.Join(new(user));
    }

    [Fact]
    public void A_frame_is_heard_as_its_sender_made_it()
    {
        Name(50, 2);
        Send(50, 7, ToyDave.Frame(2, 1, 1, 2, 3));
        _sink.Packets.ShouldBe([new HeardPacket(new(2), 50, 7, 7 * 960, 1, "010203")]);
        _sink.Events.ShouldBe([new VoiceEvent.Speaking(new(2), 50)]);
    }

    [Fact]
    public void Padding_extension_and_mere_padding_change_nothing()
    {
        Name(50, 2);
        for (ushort words = 0; words <= 3; words++)
        {
            Send(50, (ushort)(10 + words), [], words, padding: 8);
            Send(50, (ushort)(10 + words), ToyDave.Frame(2, 1, (byte)words), words, padding: 5);
        }

        _sink.Packets.Select(packet => packet.Opus).ShouldBe(["00", "01", "02", "03"]);
        Dropped().ShouldBeEmpty();
    }

    [Fact]
    public void A_repeat_is_heard_once()
    {
        Name(50, 2);
        var datagram = Datagram(50, 7, ToyDave.Frame(2, 1, 1));
        for (var times = 0; times < 3; times++)
            _audio.Datagram(datagram, ++_arrived, _now);
        _sink.Packets.Count.ShouldBe(1);
        Dropped().ShouldBe([new VoiceEvent.Dropped(new(2), DropReason.Replayed, 2)]);
    }

    [Fact]
    public void What_comes_before_its_speaker_is_named_is_held_and_keeps_its_arrival()
    {
        _dave.Epochs.Clear();
        for (ushort number = 0; number < 24; number++)
            Send(50, number, ToyDave.Frame(2, 1, (byte)number));
        _now += TimeSpan.FromMilliseconds(400);
        _sink.Packets.ShouldBeEmpty();
        _dave.Epochs.Add(1);
        Name(50, 2);
        _sink.Packets.Select(packet => (packet.Sequence, packet.Arrived)).ShouldBe(Enumerable.Range(0, 24).Select(number => ((ushort)number, (long)number + 1)));
    }

    [Fact]
    public void A_speaker_nobody_names_is_found_by_the_keys()
    {
        Name(60, 3);
        for (ushort number = 0; number < 10; number++)
            Send(50, number, ToyDave.Frame(2, 1, (byte)number));
        _sink.Of(new(2)).Count.ShouldBe(10);
        _sink.Events.ShouldContain(new VoiceEvent.Speaking(new(2), 50));
    }

    [Fact]
    public void A_speaker_whose_ssrc_changed_without_a_word_is_found_after_a_while()
    {
        Name(60, 2);
        Send(60, 1, ToyDave.Frame(2, 1, 200));
        for (ushort number = 0; number < 40; number++)
            Send(50, number, ToyDave.Frame(2, 1, (byte)number));
        _sink.Of(new(2)).Count.ShouldBe(41);
        _sink.Of(new(2)).Where(packet => packet.Ssrc == 50).Select(packet => (int)packet.Sequence).ShouldBe(Enumerable.Range(0, 40));
    }

    [Fact]
    public void Without_a_name_it_is_given_up_after_two_seconds_and_counted()
    {
        for (ushort number = 0; number < 5; number++)
            Send(50, number, ToyDave.Frame(99, 1, (byte)number));
        Wait(TimeSpan.FromSeconds(1.9));
        Dropped().ShouldBeEmpty();
        Wait(TimeSpan.FromSeconds(0.2));
        Dropped().ShouldBe([new VoiceEvent.Dropped(null, DropReason.UnknownSender, 5)]);
        Name(50, 99);
        _sink.Packets.ShouldBeEmpty();
    }

    [Fact]
    public void Frames_of_an_epoch_to_come_wait_for_its_keys_in_order()
    {
        Name(50, 2);
        Send(50, 1, ToyDave.Frame(2, 1, 1));
        for (ushort number = 2; number < 6; number++)
            Send(50, number, ToyDave.Frame(2, 2, (byte)number));
        Send(50, 6, Silence);
        _sink.Packets.Count.ShouldBe(1);
        _dave.Epochs.Add(2);
        _audio.KeysChanged(_now);
        Send(50, 7, ToyDave.Frame(2, 2, 7));
        _sink.Packets.Select(packet => (int)packet.Sequence).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void A_member_without_keys_yet_is_waited_for()
    {
        _dave.Strangers.Add(new(2));
        Name(50, 2);
        Send(50, 1, ToyDave.Frame(2, 1, 1));
        _sink.Packets.ShouldBeEmpty();
        _dave.Strangers.Clear();
        _audio.KeysChanged(_now);
        _sink.Packets.Count.ShouldBe(1);
    }

    [Fact]
    public void Silence_behind_frames_that_never_open_is_heard_when_they_are_given_up()
    {
        Name(50, 2);
        Send(50, 1, ToyDave.Frame(3, 1, 1));
        Send(50, 2, Silence);
        Wait(TimeSpan.FromSeconds(2.1));
        _sink.Packets.Single().Opus.ShouldBe("f8fffe");
        Dropped().ShouldBe([new VoiceEvent.Dropped(new(2), DropReason.Forged, 1)]);
    }

    [Fact]
    public void The_last_packets_of_a_user_who_left_are_still_theirs()
    {
        Name(50, 2);
        _members.Leave(new(2));
        _audio.Left(new(2), _now);
        Send(50, 1, ToyDave.Frame(2, 1, 1));
        _sink.Of(new(2)).Count.ShouldBe(1);
        Wait(TimeSpan.FromSeconds(3));
        Send(50, 2, ToyDave.Frame(2, 1, 2));
        _sink.Of(new(2)).Count.ShouldBe(1);
    }

    [Fact]
    public void Drops_of_one_reason_are_told_once_a_second()
    {
        Name(50, 2);
        for (ushort number = 0; number < 150; number++)
        {
            Send(50, number, [1, 2, 3]);
            Wait(TimeSpan.FromMilliseconds(20));
        }

        var told = _sink.Events.OfType<VoiceEvent.Dropped>().ToList();
        told.Count.ShouldBeInRange(2, 4);
        told.ShouldAllBe(dropped => dropped.Reason == DropReason.Plain && dropped.User == new Snowflake(2));
        Wait(TimeSpan.FromSeconds(2));
        _sink.Events.OfType<VoiceEvent.Dropped>().Sum(dropped => dropped.Packets).ShouldBe(150);
    }

    [Fact]
    public void What_did_not_come_from_the_server_is_counted_and_does_no_harm()
    {
        Name(50, 2);
        var datagram = Datagram(50, 1, ToyDave.Frame(2, 1, 1));
        var forged = (byte[])datagram.Clone();
        forged[20] ^= 1;
        _audio.Datagram(forged, 1, _now);
        _audio.Datagram(datagram.AsSpan(0, 20), 2, _now);
        _audio.Datagram(new byte[8], 3, _now);
        _audio.Datagram([], 4, _now);
        _audio.Datagram(AddressDiscoveryTests.Answer("203.0.113.7", 1), 5, _now);
        _audio.Datagram(datagram, 6, _now);
        _sink.Packets.Count.ShouldBe(1);
        Dropped().ShouldBe([new VoiceEvent.Dropped(null, DropReason.Forged, 1), new VoiceEvent.Dropped(null, DropReason.Malformed, 1)]);
    }

    [Fact]
    public void Frames_that_all_fail_ask_for_recovery_but_not_while_somebody_is_heard()
    {
        Name(50, 2);
        Name(60, 3);
        for (ushort number = 0; number < VoiceLimits.FailuresBeforeRecovery; number++)
        {
            _audio.NeedsRecovery(_now).ShouldBeFalse();
            Send(50, number, ToyDave.Frame(2, 9, (byte)number));
            Send(60, number, ToyDave.Frame(3, 1, (byte)number));
        }

        _audio.NeedsRecovery(_now).ShouldBeFalse();
        Wait(TimeSpan.FromSeconds(1));
        _audio.NeedsRecovery(_now).ShouldBeTrue();
        _audio.KeysChanged(_now);
        _audio.NeedsRecovery(_now).ShouldBeFalse();
    }

    [Fact]
    public void An_ended_session_tells_what_it_gave_up()
    {
        Send(50, 1, ToyDave.Frame(99, 1, 1));
        _audio.End(_now);
        Dropped().ShouldBe([new VoiceEvent.Dropped(null, DropReason.UnknownSender, 1)]);
    }

    [Fact]
    public void Any_number_of_ssrcs_is_bounded()
    {
        for (uint ssrc = 0; ssrc < 3 * VoiceLimits.SsrcsMax; ssrc++)
            Send(ssrc, 1, ToyDave.Frame(99, 1, 1));
        Wait(TimeSpan.FromSeconds(3));
        _sink.Events.OfType<VoiceEvent.Dropped>().Sum(dropped => dropped.Packets).ShouldBe(3 * VoiceLimits.SsrcsMax);
    }

    private void Name(uint ssrc, ulong user) => _audio.Named(ssrc, new(user), _now);

    private void Send(uint ssrc, ushort sequence, byte[] frame, ushort words = 0, byte padding = 0) => _audio.Datagram(Datagram(ssrc, sequence, frame, words, padding), ++_arrived, _now);

    private byte[] Datagram(uint ssrc, ushort sequence, byte[] frame, ushort words = 0, byte padding = 0)
    {
        var header = new byte[words > 0 ? 16 : 12];
        RtpPacket.WriteHeader(header, sequence, sequence * 960u, ssrc);
        header[0] |= (byte)((words > 0 ? 0x10 : 0) | (padding > 0 ? 0x20 : 0));
        if (words > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(12), 0xbede);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), words);
        }

        byte[] plaintext = [.. Enumerable.Repeat((byte)0x11, 4 * words), .. frame, .. Enumerable.Repeat(padding, padding)];
        return _server.Seal(header, plaintext);
    }

    private void Wait(TimeSpan time)
    {
        for (var until = _now + time; _now < until;)
        {
            _now += TimeSpan.FromMilliseconds(20);
            _audio.Tick(_now);
        }
    }

    private IReadOnlyList<VoiceEvent.Dropped> Dropped()
    {
        _audio.Tick(_now);
        return [.. _sink.Events.OfType<VoiceEvent.Dropped>()];
    }
}
