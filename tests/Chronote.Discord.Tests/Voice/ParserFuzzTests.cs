using System.Buffers.Binary;
using System.Text;
using Chronote.Discord.Gateway;
using Chronote.Discord.Tests.Gateway;
using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Audio;
using Chronote.Discord.Voice.Control;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

/// <summary>
/// Mutated messages of every kind that the network brings, into the parsers and the machines behind them: nothing throws, nothing grows. CHRONOTE_TEST_LENGTH=long takes ten million.
/// </summary>
public class ParserFuzzTests
{
    private const long AllocatedBytesMax = 1024 * 1024;

    private static int Messages => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") switch
    {
        "long" => 2_500_000,
        "fast" => 2_000,
        _ => 12_500,
    };

    private static readonly string[] VoiceJson =
    [
        VoiceScript.Hello, VoiceScript.Ready("aead_aes256_gcm_rtpsize"), VoiceScript.Description(), """{"op":6,"d":{"t":1}}""", """{"op":9,"d":null}""",
        """{"op":5,"d":{"user_id":"3","ssrc":42,"speaking":1},"seq":5}""", """{"op":12,"d":{"user_id":"3","audio_ssrc":9,"video_ssrc":10},"seq":6}""",
        """{"op":11,"d":{"user_ids":["1","2","3"]},"seq":7}""", """{"op":13,"d":{"user_id":"3"},"seq":8}""", """{"op":21,"d":{"protocol_version":1,"transition_id":0},"seq":9}""",
        """{"op":22,"d":{"transition_id":65535},"seq":10}""", """{"op":24,"d":{"protocol_version":1,"epoch":1},"seq":11}""", """{"op":18,"d":{"user_id":"3","flags":2}}""",
    ];

    private static readonly string[] GatewayJson =
    [
        GatewayScript.Hello, GatewayScript.Ready, """{"op":1,"d":251}""", """{"op":7,"d":null}""", """{"op":9,"d":true}""", """{"op":11}""",
        """{"op":0,"s":3,"t":"RESUMED","d":{}}""",
        """{"op":0,"s":4,"t":"VOICE_STATE_UPDATE","d":{"guild_id":"7","user_id":"8","channel_id":"70","session_id":"x","member":{"nick":"\u00e4","user":{"id":"8"}}}}""",
        """{"op":0,"s":5,"t":"VOICE_SERVER_UPDATE","d":{"guild_id":"7","token":"t","endpoint":"voice.example:443"}}""",
        """{"op":0,"s":6,"t":"GUILD_CREATE","d":{"id":"7","name":"Guild","voice_states":[{"user_id":"8","channel_id":"70"}],"members":[{"nick":"N","user":{"id":"8"}}]}}""",
        """{"op":0,"s":7,"t":"INTERACTION_CREATE","d":{"id":"1","application_id":"2","type":2,"token":"s","guild_id":"7","channel_id":"71","member":{"user":{"id":"8"},"permissions":"8"},"""
            + """ "data":{"name":"a","options":[{"type":2,"name":"b","options":[{"type":1,"name":"c","options":[{"name":"d","value":1}]}]}]}}}""",
    ];

    [Fact]
    public void Mutated_voice_messages_never_break_a_session()
    {
        var script = VoiceScript.Connected();
        Fuzz(1, VoiceJson.Select(Encoding.UTF8.GetBytes).ToArray(), (bytes, _) =>
        {
            script.Protocol.Text(bytes, script.Now += TimeSpan.FromMilliseconds(1));
            script.Protocol.Tick(script.Now);
            if (script.Protocol.Take().Any(action => action is VoiceAction.Over))
                script = VoiceScript.Connected();
            script.Members.Users.Count.ShouldBeLessThanOrEqualTo(VoiceLimits.UsersMax);
        });
    }

    [Fact]
    public void Mutated_binary_messages_never_break_a_session()
    {
        var script = VoiceScript.Connected();
        byte[][] originals = [.. new byte[] { 25, 27, 29, 30 }.Select(opcode => (byte[])[0, 1, opcode, 0, 7, 4, 1, 2, 3, 4]), [], [0], [0, 0]];
        Fuzz(2, originals, (bytes, _) =>
        {
            script.Protocol.Binary(bytes, script.Now += TimeSpan.FromMilliseconds(1));
            script.Protocol.Take();
            script.Dave.Calls.Clear();
        });
    }

    [Fact]
    public void Mutated_gateway_messages_never_break_a_session()
    {
        var script = GatewayScript.Running();
        var presence = new VoicePresence();
        Fuzz(3, GatewayJson.Select(Encoding.UTF8.GetBytes).ToArray(), (bytes, _) =>
        {
            script.Protocol.Text(bytes, script.Now += TimeSpan.FromMilliseconds(1));
            foreach (var action in script.Protocol.Take())
            {
                switch (action)
                {
                    case GatewayAction.Dispatched { Message: GatewayMessage.GuildCreate guild }:
                        presence.Set(guild);
                        break;
                    case GatewayAction.Dispatched { Message: GatewayMessage.VoiceState state }:
                        presence.Set(state);
                        break;
                }
            }

            if (!script.Protocol.IsRunning)
                script = GatewayScript.Running();
        });
    }

    [Fact]
    public void Mutated_datagrams_never_break_the_way_to_the_sink_and_none_that_is_forged_is_heard()
    {
        var sink = new HeardSink();
        var dave = new ToyDave();
        var members = new CallMembers(new(1));
        members.Join(new(2));
        var audio = new VoiceAudio(members, dave, sink, new VoiceTimings());
        using var server = TransportCipher.Create(TransportCipher.AesGcm, new byte[32])!;
        audio.Use(TransportCipher.Create(TransportCipher.AesGcm, new byte[32])!);
        dave.Begin(1);
        dave.Epochs.Add(1);
        audio.Named(50, new(2), default);
        var header = new byte[12];
        RtpPacket.WriteHeader(header, 1, 960, 50);
        byte[] extended = [0x90, .. header[1..], 0xbe, 0xde, 0, 2];
        byte[] padded = [0xb0, .. extended[1..]];
        var frame = ToyDave.Frame(2, 1, 1, 2, 3);
        byte[][] originals =
        [
            server.Seal(header, frame), server.Seal(extended, [1, 2, 3, 4, 5, 6, 7, 8, .. frame]), server.Seal(padded, [1, 2, 3, 4, 5, 6, 7, 8, .. frame, 0, 0, 3]),
            AddressDiscoveryTests.Answer("203.0.113.7", 1), new byte[8], [],
        ];
        var now = TimeSpan.Zero;
        var changed = 0;
        Fuzz(4, originals, (bytes, random) =>
        {
            now += TimeSpan.FromMilliseconds(1);
            if (originals.Any(original => original.AsSpan().SequenceEqual(bytes)))
                return;
            changed++;
            audio.Datagram(bytes, 0, now);
            // The inside of a packet that the server did seal is as hostile as the outside.
            if (bytes.Length > 12)
            {
                var sealing = (byte[])header.Clone();
                (sealing[0], sealing[1]) = ((byte)(0x80 | (bytes[0] & 0x20)), 120);
                BinaryPrimitives.WriteUInt16BigEndian(sealing.AsSpan(2), (ushort)random.Next());
                BinaryPrimitives.WriteUInt32BigEndian(sealing.AsSpan(8), random.Next(3) == 0 ? (uint)random.Next() : 50);
                audio.Datagram(server.Seal(sealing, bytes), 0, now);
            }

            audio.Tick(now);
        });
        changed.ShouldBeGreaterThan(Messages / 2);
        // Only what the toy's own check let through is heard; a changed datagram never gets that far.
        sink.Packets.ShouldAllBe(packet => packet.User == new Snowflake(2));
        AddressDiscovery.Read(originals[3], 9).ShouldNotBeNull();
    }

    private static void Fuzz(int seed, byte[][] originals, Action<byte[], Random> take)
    {
        var random = new Random(seed);
        for (var round = 0; round < Messages; round++)
        {
            var bytes = Mutation.Of(originals[random.Next(originals.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                take(bytes, random);
            }
            catch (Exception exception) when (exception is not ShouldAssertException)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(bytes)}", exception);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocatedBytesMax, $"seed {seed}, round {round}");
        }
    }
}
