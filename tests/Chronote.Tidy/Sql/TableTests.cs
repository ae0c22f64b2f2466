using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Sql;

public partial class TableTests
{
    private const string Owners = "docs/ARCHITECTURE.md";

    private static IEnumerable<(string File, string Table, string Columns)> Tables =>
        Repository.WithExtension(".sql").SelectMany(path => CreateTable().Matches(Repository.Read(path)).Select(match => (path, match.Groups["table"].Value, match.Groups["columns"].Value)));

    [Fact]
    public void Every_row_has_a_tenant() =>
        Tables.Where(table => !TenantColumn().IsMatch(table.Columns)).Select(table => $"{table.File}: {table.Table}")
            .ShouldBeNone("Every table has a column `tenant TEXT NOT NULL`: what belongs to nobody can be seen by anybody.");

    [Fact]
    public void Every_table_has_an_owner_who_deletes_it()
    {
        var listed = ListedOwners();
        Tables.Select(table => table.Table).Where(table => !listed.Contains($"`{table}`", StringComparison.Ordinal))
            .ShouldBeNone($"Name it in {Owners}, \"Who deletes what\": a row that nobody deletes stays for ever.");
    }

    [Fact]
    public void Every_listed_table_is_there()
    {
        var tables = Tables.Select(table => table.Table).ToHashSet(StringComparer.Ordinal);
        ListedTable().Matches(ListedOwners()).SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value)
            .Where(name => !tables.Contains(name)).ShouldBeNone($"Take it out of {Owners}, \"Who deletes what\".");
    }

    [Fact]
    public void Whoever_writes_an_object_has_an_owner_for_it() =>
        Repository.Product.Where(file => WritesObject().IsMatch(file.Code)).Select(file => file.Path)
            .Where(path => !ListedOwners().Contains($"`{path}`", StringComparison.Ordinal))
            .ShouldBeNone($"Name the writer and its prefix in {Owners}, \"Who deletes what\".");

    private static string ListedOwners()
    {
        var section = OwnersSection().Match(Repository.Read(Owners));
        section.Success.ShouldBeTrue($"{Owners} has a section \"Who deletes what\"");
        return section.Value;
    }

    [GeneratedRegex(@"CREATE TABLE (?:IF NOT EXISTS )?(?<table>\w+)\s*\((?<columns>.*?)\n\)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"^\s*tenant\s+TEXT\s+(NOT NULL|PRIMARY KEY)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex TenantColumn();

    [GeneratedRegex(@"^#+ Who deletes what$.*?(?=^#)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex OwnersSection();

    [GeneratedRegex(@"^\| ((?:`\w+`(?:, )?)+) \|", RegexOptions.Multiline)]
    private static partial Regex ListedTable();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b_?blobs\.Write\(")]
    private static partial Regex WritesObject();
}
