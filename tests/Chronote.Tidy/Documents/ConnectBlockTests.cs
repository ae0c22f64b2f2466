using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Documents;

public partial class ConnectBlockTests
{
    [Fact]
    public void The_configuration_page_shows_the_blocks_that_doctor_shows()
    {
        var page = Repository.Read("docs/CONFIGURATION.md");
        var blocks = Block().Matches(Repository.Read("src/Chronote.Engines/Doctor/HowToConnect.cs")).Select(match => match.Groups[1].Value).ToList();
        blocks.ShouldNotBeEmpty();
        blocks.SelectMany(block => block.Split('\n').Select(line => line.Trim())).Where(line => !page.Contains("    " + line, StringComparison.Ordinal))
            .ShouldBeNone("docs/CONFIGURATION.md, \"Connecting an engine\", shows other lines than HowToConnect.cs.");
    }

    [GeneratedRegex("\"\"\"\n(.*?)\n *\"\"\"", RegexOptions.Singleline)]
    private static partial Regex Block();
}
