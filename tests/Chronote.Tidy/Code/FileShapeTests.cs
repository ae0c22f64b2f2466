using System.Globalization;
using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;
using Xunit.Abstractions;

namespace Chronote.Tidy.Code;

public partial class FileShapeTests(ITestOutputHelper output)
{
    private const int LinesMax = 400;

    [Fact]
    public void A_file_holds_one_idea()
    {
        var lengths = Repository.Sources.Select(file => file.Lines.Length).Order().ToList();
        output.WriteLine($"{lengths.Count} files, {lengths.Sum()} lines, median {lengths[lengths.Count / 2]}, longest {lengths[^1]}");
        Repository.Sources.Where(file => file.Lines.Length > LinesMax).Select(file => $"{file.Path}: {file.Lines.Length} lines")
            .ShouldBeNone($"A file has at most {LinesMax} lines. Split it by ideas, not into parts of one class.");
    }

    [Fact]
    public void A_line_fits_the_width_of_editorconfig()
    {
        var width = int.Parse(Width().Match(Repository.Read(".editorconfig")).Groups[1].Value, CultureInfo.InvariantCulture);
        Repository.Sources.SelectMany(file => file.Lines.Select((line, index) => (file.Path, Number: index + 1, line.Length)))
            .Where(line => line.Length > width).Select(line => $"{line.Path}:{line.Number}: {line.Length} characters")
            .ShouldBeNone($"A line has at most {width} characters (max_line_length in .editorconfig).");
    }

    // One theme a file, many small mistakes in each.
    private const string Mistakes = "tests/Chronote.Simulation/Mistakes/";

    [Fact]
    public void A_file_is_named_after_what_it_holds() =>
        Repository.Sources.Where(file => !file.Path.StartsWith(Mistakes, StringComparison.Ordinal) && !IsNamedAfterItsTypes(file))
            .Select(file => $"{file.Path}: holds {string.Join(", ", Outermost(file).Select(type => type.Name))}")
            .ShouldBeNone("A file has the name of one of its types. Several plain types (records, enums, interfaces, structs) may share a file under a common name.");

    [Fact]
    public void A_type_says_what_it_does() =>
        Repository.Sources.SelectMany(file => file.Types.Select(type => (file.Path, type.Name))).Where(type => EmptyName().IsMatch(type.Name))
            .Select(type => $"{type.Path}: {type.Name}")
            .ShouldBeNone("A type is not called Manager, Helper, Util, Service or Common: say what it does, as ChunkIngest or SealPolicy do.");

    private static bool IsNamedAfterItsTypes(SourceFile file)
    {
        var types = Outermost(file).ToList();
        var stem = Path.GetFileName(file.Path).Split('.')[0];
        return types.Count == 0
            || types.Any(type => type.Name == stem)
            || types.Count(type => type.Name.Contains(Shared(stem), StringComparison.Ordinal)) * 2 >= types.Count
            || (types.Count > 1 && types.All(type => type.Kind != "class" || type.Name.EndsWith("Attribute", StringComparison.Ordinal)));
    }

    // Streams.cs holds streams, EventPayloads.cs payloads, Host.Embedded.cs the host's side.
    private static string Shared(string stem) => LastWord().Match(stem).Value.TrimEnd('s');

    private static IEnumerable<DeclaredType> Outermost(SourceFile file) => file.Types.Where(type => type.IsOutermost);

    [GeneratedRegex(@"^max_line_length = (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Width();

    [GeneratedRegex("[A-Z][a-z0-9]*$")]
    private static partial Regex LastWord();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utility|Utilities|Service|Common)$")]
    private static partial Regex EmptyName();
}
