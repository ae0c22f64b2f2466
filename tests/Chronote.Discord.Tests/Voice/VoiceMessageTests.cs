using System.Text;
using Chronote.Discord.Voice.Control;

namespace Chronote.Discord.Tests.Voice;

public class VoiceMessageTests
{
    private static string Key => string.Join(',', Enumerable.Range(0, 32));

    [Fact]
    public void Every_documented_message_is_read()
    {
        (string Json, string Read)[] table =
        [
            ("""{"op":8,"d":{"v":8,"heartbeat_interval":13750}}""", "Hello { HeartbeatEvery = 00:00:13.7500000 }"),
            ("""{"op":8,"d":{"v":8,"heartbeat_interval":41250.5}}""", "Hello { HeartbeatEvery = 00:00:41.2505000 }"),
            ("""{"op":6,"d":{"t":1}}""", "HeartbeatAck { }"),
            ("""{"op":9,"d":null}""", "Resumed { }"),
            ("""{"op":5,"d":{"user_id":"3","ssrc":4294967295,"speaking":1},"seq":5}""", "Speaking { User = 3, Ssrc = 4294967295 }"),
            ("""{"op":12,"d":{"user_id":"3","audio_ssrc":9,"video_ssrc":10}}""", "Speaking { User = 3, Ssrc = 9 }"),
            ("""{"op":12,"d":{"user_id":"3","audio_ssrc":0}}""", "Ignored { }"),
            ("""{"op":13,"d":{"user_id":"3"}}""", "ClientDisconnect { User = 3 }"),
            ("""{"op":21,"d":{"protocol_version":1,"transition_id":0}}""", "PrepareTransition { DaveVersion = 1, Transition = 0 }"),
            ("""{"op":22,"d":{"transition_id":65535}}""", "ExecuteTransition { Transition = 65535 }"),
            ("""{"op":24,"d":{"protocol_version":1,"epoch":1}}""", "PrepareEpoch { DaveVersion = 1, Epoch = 1 }"),
            ("""{"op":14,"d":{}}""", "Ignored { }"),
            ("""{"op":15}""", "Ignored { }"),
            ("""{"op":20,"d":[1]}""", "Ignored { }"),
            ("""{"op":99999,"d":{}}""", "Ignored { }"),
        ];
        foreach (var (json, read) in table)
            Read(json).ShouldNotBeNull(json).ToString().ShouldBe(read);
        Read("""{"op":11,"d":{"user_ids":["1","x",2,"3"]}}""").ShouldBeOfType<VoiceMessage.ClientsConnect>().Users.ShouldBe([new(1), new(3)]);
        var ready = Read("""{"op":2,"d":{"ssrc":7,"ip":"203.0.113.7","port":50004,"modes":["a","b",3],"heartbeat_interval":1}}""").ShouldBeOfType<VoiceMessage.Ready>();
        (ready.Ssrc, ready.Server.ToString(), string.Join(' ', ready.Modes)).ShouldBe((7u, "203.0.113.7:50004", "a b"));
        var description = Read($$$"""{"op":4,"d":{"mode":"m","secret_key":[{{{Key}}}],"dave_protocol_version":1}}""").ShouldBeOfType<VoiceMessage.SessionDescription>();
        (description.Mode, description.DaveVersion, description.Key.Length).ShouldBe(("m", 1, 32));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"op":"8"}""")]
    [InlineData("""{"op":8}""")]
    [InlineData("""{"op":8,"d":{"heartbeat_interval":-1}}""")]
    [InlineData("""{"op":8,"d":{"heartbeat_interval":1e300}}""")]
    [InlineData("""{"op":8,"d":{"heartbeat_interval":"1"}}""")]
    [InlineData("""{"op":2,"d":{"ssrc":-1,"ip":"203.0.113.7","port":1}}""")]
    [InlineData("""{"op":2,"d":{"ssrc":1,"ip":"nowhere","port":1}}""")]
    [InlineData("""{"op":2,"d":{"ssrc":1,"ip":"203.0.113.7","port":65536}}""")]
    [InlineData("""{"op":4,"d":{"mode":"m","secret_key":[1,2]}}""")]
    [InlineData("""{"op":4,"d":{"mode":"m","secret_key":"AAAA"}}""")]
    [InlineData("""{"op":5,"d":{"user_id":3,"ssrc":1}}""")]
    [InlineData("""{"op":5,"d":{"user_id":"0","ssrc":1}}""")]
    [InlineData("""{"op":13,"d":{"user_id":"\ud800"}}""")]
    [InlineData("""{"op":21,"d":{"protocol_version":1,"transition_id":65536}}""")]
    [InlineData("""{"op":22,"d":null}""")]
    public void What_makes_no_sense_is_no_message(string json) => Read(json).ShouldBeNull();

    [Fact]
    public void Keys_of_other_lengths_or_with_other_values_are_refused()
    {
        Read($$$"""{"op":4,"d":{"mode":"m","secret_key":[{{{Key}}},1]}}""").ShouldBeNull();
        Read($$$"""{"op":4,"d":{"mode":"m","secret_key":[{{{Key.Replace("31", "256")}}}]}}""").ShouldBeNull();
    }

    [Fact]
    public void Numbered_messages_carry_their_number()
    {
        VoiceMessage.Read(Encoding.UTF8.GetBytes("""{"op":13,"d":{"user_id":"3"},"seq":65535}"""), out var sequence);
        sequence.ShouldBe(65535);
        VoiceMessage.TryReadBinary([1, 2, 29, 7, 8], out var number, out var opcode, out var payload).ShouldBeTrue();
        (number, opcode, payload.ToArray()[0]).ShouldBe(((ushort)0x0102, VoiceOpcode.AnnounceCommit, (byte)7));
        VoiceMessage.TryReadBinary([1, 2], out _, out _, out _).ShouldBeFalse();
    }

    private static VoiceMessage? Read(string json) => VoiceMessage.Read(Encoding.UTF8.GetBytes(json), out _);
}
