using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Control;
using static Chronote.Discord.Voice.Control.VoiceReaction;

namespace Chronote.Discord.Tests.Voice;

public class VoiceCloseCodeTests
{
    [Fact]
    public void Every_close_code_has_its_reaction()
    {
        (int? Code, string Reaction)[] table =
        [
            (null, "Resume"), (1000, "Resume"), (1001, "Resume"), (1006, "Resume"), (1011, "Resume"),
            (4001, "Rejoin"), (4002, "Rejoin"), (4003, "Rejoin"), (4004, "Rejoin"), (4005, "Rejoin"), (4006, "Rejoin"), (4009, "Rejoin"), (4011, "Rejoin"),
            (4012, "End Refused"), (4014, "AwaitGateway"), (4015, "Resume"), (4016, "End Refused"), (4017, "End EncryptionRequired"), (4020, "Rejoin"),
            (4021, "End Refused"), (4022, "End CallEnded"),
            (4000, "Rejoin"), (4007, "Rejoin"), (4999, "Rejoin"), (5000, "Rejoin"),
        ];
        foreach (var (code, reaction) in table)
        {
            var found = VoiceCloseCode.Of(code);
            (found.Reaction == End ? $"End {found.End}" : $"{found.Reaction}").ShouldBe(reaction, $"{code}");
            found.Meaning.ShouldNotBeNullOrWhiteSpace();
        }
    }
}
