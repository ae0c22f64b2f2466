using System.Xml.Linq;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Projects;

public class PackageTests
{
    [Fact]
    public void Every_package_has_its_reason()
    {
        var reasons = Repository.Read("docs/DEPENDENCIES.md");
        XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value)
            .Where(name => !reasons.Contains($"`{name}`", StringComparison.Ordinal))
            .ShouldBeNone("Say in docs/DEPENDENCIES.md why the package is needed.");
    }

    [Fact]
    public void Every_package_is_used()
    {
        var used = Repository.WithExtension(".csproj", ".props").SelectMany(path => XDocument.Parse(Repository.Read(path)).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")!.Value).ToHashSet(StringComparer.Ordinal);
        XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value)
            .Where(name => !used.Contains(name)).ShouldBeNone("Take it out of Directory.Packages.props.");
    }

    [Fact]
    public void Packages_come_from_wherever_the_machine_gets_them() =>
        Repository.Files.Where(path => Path.GetFileName(path).Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
            .ShouldBeNone("No package source is written down here; a build must run wherever the packages are to be had.");
}
