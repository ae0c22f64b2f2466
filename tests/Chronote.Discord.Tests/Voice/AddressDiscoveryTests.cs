using System.Text;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

public class AddressDiscoveryTests
{
    [Fact]
    public void The_question_is_74_bytes_with_the_ssrc() =>
        Convert.ToHexStringLower(AddressDiscovery.Ask(0x01020304)).ShouldBe("0001004601020304" + new string('0', 132));

    [Fact]
    public void The_answer_names_address_and_port()
    {
        var own = AddressDiscovery.Read(Answer("203.0.113.7", 50_001), 9)!;
        (own.Address.ToString(), own.Port).ShouldBe(("203.0.113.7", 50_001));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("no address", 1)]
    [InlineData("203.0.113.7", 0)]
    [InlineData("\u0001\u0002", 1)]
    public void An_answer_without_sense_is_none(string address, int port) => AddressDiscovery.Read(Answer(address, port), 9).ShouldBeNull();

    [Fact]
    public void Only_the_answer_to_our_own_question_counts()
    {
        AddressDiscovery.Read(Answer("203.0.113.7", 1), 8).ShouldBeNull();
        AddressDiscovery.Read(AddressDiscovery.Ask(9), 9).ShouldBeNull();
        AddressDiscovery.Read(Answer("203.0.113.7", 1).AsSpan(1), 9).ShouldBeNull();
    }

    internal static byte[] Answer(string address, int port, uint ssrc = 9)
    {
        var answer = AddressDiscovery.Ask(ssrc);
        answer[1] = 2;
        Encoding.ASCII.GetBytes(address, answer.AsSpan(8));
        (answer[72], answer[73]) = ((byte)(port >> 8), (byte)port);
        return answer;
    }
}
