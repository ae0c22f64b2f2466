using Chronote.Silo.Commands;

namespace Chronote.Gateway.Tests.Settings;

public sealed class ServeArgumentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1, "--host", "orleans")]
    [InlineData(1, "--host=orleans")]
    [InlineData(3, "--host", "orleans", "--silos", "3")]
    [InlineData(3, "--silos=3")]
    [InlineData(ServeArguments.SilosMax, "--silos", "16")]
    public void What_is_asked_for_is_understood(int silos, params string[] words) => ServeArguments.Read(words, "orleans").ShouldBe(new ServeArguments(silos));

    [Theory]
    [InlineData("--silos needs a value", "--silos")]
    [InlineData("--silos is '0'", "--silos", "0")]
    [InlineData("--silos is '17'", "--silos", "17")]
    [InlineData("--silos is 'many'", "--silos", "many")]
    [InlineData("built for the host orleans, not for 'embedded'", "--host", "embedded")]
    [InlineData("does not know '--port'", "--port", "1")]
    [InlineData("does not know 'now'", "now")]
    public void What_is_not_understood_is_a_sentence(string says, params string[] words)
    {
        var mistake = ServeArguments.Read(words, "orleans").Mistake.ShouldNotBeNull();
        mistake.ShouldContain(says);
        mistake.ShouldEndWith(".");
    }
}
