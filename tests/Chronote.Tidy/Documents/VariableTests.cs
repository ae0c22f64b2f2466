using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Documents;

/// <summary>The server's settings are a generated table; what else a program of ours reads from its environment has to be on that page, too.</summary>
public partial class VariableTests
{
    private const string Page = "docs/CONFIGURATION.md";

    // It names those of scripts and tests only to pass them over.
    private const string Loader = "silo/Chronote.Silo/Settings/SettingsLoader.cs";

    [Fact]
    public void Every_variable_that_a_program_reads_is_on_the_configuration_page()
    {
        var page = Variable().Matches(Repository.Read(Page)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        Repository.Product.Where(file => file.Path != Loader).SelectMany(file => Variable().Matches(Repository.Read(file.Path)).Select(match => (file.Path, Name: match.Value)))
            .Where(use => !page.Contains(use.Name)).Select(use => $"{use.Path}: {use.Name}").Distinct()
            .ShouldBeNone($"Say in {Page} what it does, its range and its default.");
    }

    // Ours, and the older names beside them.
    [GeneratedRegex(@"\b(CHRONOTE|RECORDING)_[A-Z]\w*[A-Za-z]")]
    private static partial Regex Variable();
}
