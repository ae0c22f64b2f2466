using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Settings;

public sealed class ConfigurationPageTests
{
    private const string Begin = "<!-- begin generated -->\n";
    private const string End = "<!-- end generated -->";

    [Fact]
    public async Task The_configuration_page_shows_the_table_that_config_markdown_prints()
    {
        using var process = ServeProcess.Start("config --markdown", new Dictionary<string, string>());
        (await process.Ends()).ShouldBe(0, process.Output);
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "CONFIGURATION.md"));
        var shown = page[(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..page.IndexOf(End, StringComparison.Ordinal)];
        // Line by line, so that a failure names the line.
        shown.Trim().Split('\n').ShouldBe(process.Output.Trim().Split('\n'), "Put what ./chronote config --markdown prints between the two marks of docs/CONFIGURATION.md.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chronote.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Chronote.sln stands in no folder above the tests.");
    }
}
