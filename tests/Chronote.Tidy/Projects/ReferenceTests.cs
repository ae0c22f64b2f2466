using System.Xml.Linq;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Projects;

/// <summary>No circle and no arrow back up: what a project may see of ours (docs/ARCHITECTURE.md, "Layout").</summary>
public class ReferenceTests
{
    // Chronote.Kernel comes to those who import GrainHost.props, and to nobody else.
    private static readonly Dictionary<string, string[]> May = new(StringComparer.Ordinal)
    {
        ["src/Chronote.Domain"] = [],
        ["src/Chronote.Media"] = [],
        ["src/Chronote.Kernel"] = [],
        ["src/Chronote.Wire"] = [],
        ["src/Chronote.Discord"] = [],
        ["src/Chronote.Storage"] = ["Domain", "Media"],
        ["src/Chronote.Engines"] = ["Domain", "Media"],
        ["grains/Chronote.Grains"] = ["Domain", "Media", "Kernel"],
        ["silo/Chronote.Gateway"] = ["Grains", "Domain", "Media", "Wire", "Kernel"],
        ["silo/Chronote.Silo"] = ["Gateway", "Grains", "Storage", "Engines", "Discord", "Client", "Domain", "Media", "Wire", "Kernel"],
        ["client/Chronote.Client"] = ["Wire"],
        ["client/Chronote.Recorder"] = ["Client", "Media"],
    };

    private static IEnumerable<string> Projects => Repository.WithExtension(".csproj");

    private static IEnumerable<string> Product => Projects.Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void A_project_references_only_what_lies_below_it() =>
        Product.SelectMany(path => May.TryGetValue(Folder(path), out var may)
            ? References(path).Except(may.Select(name => $"Chronote.{name}")).Select(name => $"{path} → {name}")
            : [$"{path} has no line in this test: say what it may reference"]).ShouldBeNone("References go down only.");

    [Fact]
    public void No_product_project_references_a_test() =>
        Product.SelectMany(path => ReferencePaths(path).Where(target => target.Contains("/tests/", StringComparison.Ordinal)).Select(target => $"{path} → {target}"))
            .ShouldBeNone("Tests see the product, never the other way round.");

    [Fact]
    public void The_domain_needs_no_package() =>
        Xml("src/Chronote.Domain/Chronote.Domain.csproj").Descendants().Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference")
            .Select(element => element.ToString()).ShouldBeNone("The domain is plain C#: what needs a package is an adapter behind a port.");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Chronote.sln").Replace('\\', '/');
        Projects.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)).ShouldBeNone("Add it: dotnet sln add PROJECT.");
    }

    [Fact]
    public void No_project_sets_what_the_shared_files_set() =>
        Projects.SelectMany(path => Xml(path).Descendants().Where(SetsWhatIsShared).Select(element => $"{path}: {element}"))
            .ShouldBeNone("Framework, warnings and versions stand in Directory.Build.props and Directory.Packages.props alone.");

    private static bool SetsWhatIsShared(XElement element) =>
        element.Name.LocalName is "TargetFramework" or "Nullable" or "TreatWarningsAsErrors" or "NoWarn" || element.Attribute("Version") is not null;

    private static string Folder(string path) => path[..path.LastIndexOf('/')];

    private static XDocument Xml(string path) => XDocument.Parse(Repository.Read(path));

    private static IEnumerable<string> References(string path) =>
        ReferencePaths(path).Select(target => Path.GetFileNameWithoutExtension(target))
            .Concat(Xml(path).Descendants("Import").Any(import => import.Attribute("Project")!.Value.EndsWith("GrainHost.props", StringComparison.Ordinal)) ? ["Chronote.Kernel"] : []).Distinct();

    private static IEnumerable<string> ReferencePaths(string path) =>
        Xml(path).Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}
