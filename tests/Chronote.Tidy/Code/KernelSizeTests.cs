using System.Globalization;
using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Code;

/// <summary>The embedded host stays a small thing: its README names the cap, and this holds it.</summary>
public partial class KernelSizeTests
{
    private const string Kernel = "src/Chronote.Kernel/";

    [Fact]
    public void The_embedded_host_keeps_to_the_size_its_README_names()
    {
        var said = Cap().Match(Repository.Read(Kernel + "README.md"));
        said.Success.ShouldBeTrue("the README names a cap for the host and one for the simulator");
        var lines = Repository.Sources.Where(file => file.Path.StartsWith(Kernel, StringComparison.Ordinal))
            .ToLookup(file => file.Path.StartsWith(Kernel + "Simulation/", StringComparison.Ordinal), file => file.Lines.Length);
        lines[false].Sum().ShouldBeLessThanOrEqualTo(Number(said.Groups["host"]), "the host");
        lines[true].Sum().ShouldBeLessThanOrEqualTo(Number(said.Groups["simulator"]), "the simulator");
    }

    private static int Number(Group said) => int.Parse(said.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\*\*Cap:\*\* (?<host>[\d,]+) lines, and (?<simulator>[\d,]+) for the simulator")]
    private static partial Regex Cap();
}
