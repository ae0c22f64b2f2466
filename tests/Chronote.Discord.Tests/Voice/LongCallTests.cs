using Chronote.Discord.Dave;
using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Audio;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

/// <summary>Hours of four speakers on a clock of the test's own: numbers and timestamps wrap, senders come back under other ssrcs, and nothing grows.</summary>
[Collection(nameof(Alone))]
public class LongCallTests
{
    private const int Speakers = 4, FramesPerSecond = 50, SamplesPerFrame = 960;

    private static int Minutes => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") switch
    {
        "long" => 180,
        "fast" => 2,
        _ => 15,
    };

    [Fact]
    public void Memory_does_not_grow_with_the_length_and_every_frame_comes_through_once_and_in_order()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        var counts = new CountingSink();
        using var dave = new DaveSession(new(1), new(200), TimeProvider.System);
        dave.Begin(0);
        var members = new CallMembers(new(1));
        using var audio = new VoiceAudio(members, dave, counts, new VoiceTimings());
        using var server = TransportCipher.Create(TransportCipher.AesGcm, new byte[32])!;
        audio.Use(TransportCipher.Create(TransportCipher.AesGcm, new byte[32])!);
        var sequence = new ushort[Speakers];
        var timestamp = new uint[Speakers];
        var ssrc = new uint[Speakers];
        var header = new byte[12];
        var frame = new byte[80];
        long sent = 0, memory = 0;
        for (var tick = 0; tick < Minutes * 60 * FramesPerSecond; tick++)
        {
            var now = TimeSpan.FromSeconds((double)tick / FramesPerSecond);
            for (var speaker = 0; speaker < Speakers; speaker++)
            {
                // A new connection every five minutes or so, close to the wraps at first.
                if (tick == 0 || random.Next(5 * 60 * FramesPerSecond) == 0)
                {
                    ssrc[speaker] = (uint)random.NextInt64(1, uint.MaxValue);
                    (sequence[speaker], timestamp[speaker]) = ((ushort)(65_000 + random.Next(500)), uint.MaxValue - (uint)random.Next(1_000_000));
                    members.Leave(new((ulong)speaker + 2));
                    audio.Left(new((ulong)speaker + 2), now);
                    members.Join(new((ulong)speaker + 2));
                    audio.Named(ssrc[speaker], new((ulong)speaker + 2), now);
                }

                timestamp[speaker] += SamplesPerFrame;
                // Pauses: the timestamp goes on, the number does not.
                if (tick / 500 % 4 == speaker)
                    continue;
                BitConverter.TryWriteBytes(frame, ++sent);
                RtpPacket.WriteHeader(header, ++sequence[speaker], timestamp[speaker], ssrc[speaker]);
                audio.Datagram(server.Seal(header, frame), tick, now);
            }

            if (tick % 5 == 0)
                audio.Tick(now);
            if (tick == 60 * FramesPerSecond)
                memory = GC.GetTotalMemory(true);
        }

        counts.Packets.ShouldBe(sent, $"seed {Seed}");
        counts.IsInOrder.ShouldBeTrue();
        (GC.GetTotalMemory(true) - memory).ShouldBeLessThan(256 * 1024);
    }

    private sealed class CountingSink : IVoiceSink
    {
        private long _last;

        public long Packets { get; private set; }

        public bool IsInOrder { get; private set; } = true;

        public void Packet(in VoicePacket packet)
        {
            var number = BitConverter.ToInt64(packet.Opus);
            IsInOrder &= number > _last;
            _last = number;
            Packets++;
        }

        public void Happened(VoiceEvent happened)
        {
        }
    }
}
