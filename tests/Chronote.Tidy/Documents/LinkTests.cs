using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Documents;

public partial class LinkTests
{
    private static readonly string[] Folders = ["src/", "grains/", "silo/", "client/", "tests/", "deploy/", "docs/"];

    private static IEnumerable<string> Documents => Repository.WithExtension(".md").Where(path => !path.Contains("/testdata/", StringComparison.Ordinal));

    [Fact]
    public void Every_link_resolves() =>
        Documents.SelectMany(path => Link().Matches(Repository.Read(path)).Select(match => match.Groups["target"].Value).Where(target => !Leads(path, target)).Select(target => $"{path} → {target}"))
            .ShouldBeNone("The file or the heading is not there.");

    [Fact]
    public void Every_file_a_document_names_is_there() =>
        Documents.SelectMany(path => Quoted().Matches(Repository.Read(path)).Select(match => match.Groups[1].Value)
                .Where(name => Folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)) && !Repository.Exists(name)).Select(name => $"{path}: {name}"))
            .ShouldBeNone("A document names a file which is not there.");

    [Fact]
    public void A_document_has_one_title() =>
        Documents.Where(path => Headings(path).Count(heading => heading.StartsWith("# ", StringComparison.Ordinal)) != 1).ShouldBeNone("One line with a single #, the title.");

    private static bool Leads(string from, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) return true;
        var (file, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        var path = file.Length == 0 ? from : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(from)!, file)).Replace('\\', '/');
        return Repository.Exists(path) && (anchor is null || !path.EndsWith(".md", StringComparison.Ordinal) || Headings(path).Select(Anchor).Contains(anchor));
    }

    private static IEnumerable<string> Headings(string path) => Heading().Matches(Fence().Replace(Repository.Read(path), "")).Select(match => match.Value.TrimEnd());

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<!`)\[[^\]\n]+\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([\w./-]+/[\w./-]*\w)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^#{1,6} .+$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
