using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Voice;

namespace Chronote.Discord.Tests.EndToEnd;

/// <summary>Our receiver in end-to-end encrypted calls of three and more unpatched @discordjs/voice clients: what was sent is what is heard, byte for byte and in order per user.</summary>
[Trait("Speed", "Slow")]
public class RecordedCallTests
{
    [PeerTheory]
    [InlineData("aead_aes256_gcm_rtpsize")]
    [InlineData("aead_xchacha20_poly1305_rtpsize")]
    public async Task Everything_that_three_clients_say_is_heard_under_either_transport_mode(string mode)
    {
        await using var call = await RecordedCall.Start(3, new SimulatedDiscordOptions { TransportModes = [mode] });
        await call.Speak(60);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Dropped.ShouldBeEmpty();
        call.Discord.Complaints.ShouldBeEmpty();
        call.Sink.Events.OfType<VoiceEvent.Connected>().ShouldBe([new VoiceEvent.Connected(1)]);
        call.Sink.Events.OfType<VoiceEvent.EpochChanged>().Last().PrivacyCode.ShouldBe(call.Call.Peers[0].PrivacyCode);
    }
}
