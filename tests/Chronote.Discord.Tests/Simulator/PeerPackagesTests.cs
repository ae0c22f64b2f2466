using Chronote.Discord.Simulated.Peers;

namespace Chronote.Discord.Tests.Simulator;

public class PeerPackagesTests
{
    [PeerFact]
    public async Task The_peers_are_the_ones_that_are_pinned()
    {
        await using var node = await NodeProcess.Start("versions.mjs");
        var versions = await node.Ask("versions");
        versions.GetProperty("davey").GetString().ShouldBe("0.1.12");
        versions.GetProperty("dave").GetInt32().ShouldBe(1);
        versions.GetProperty("voice").GetString().ShouldBe("0.19.2");
        versions.GetProperty("discord").GetString().ShouldBe("14.28.1");
    }

    [PeerFact]
    public async Task Two_at_once_install_once()
    {
        var folders = await Task.WhenAll(PeerPackages.Install(), PeerPackages.Install());
        folders[0].ShouldBe(folders[1]);
        Directory.Exists(Path.Combine(folders[0], "node_modules", "@discordjs", "voice")).ShouldBeTrue();
    }

    [PeerFact]
    public async Task A_question_without_an_answer_fails_in_words()
    {
        await using var node = await NodeProcess.Start("versions.mjs");
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => node.Ask("nothing"));
        failure.Message.ShouldContain("no answer to 'nothing'");
    }
}
