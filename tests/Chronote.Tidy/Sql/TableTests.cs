using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Sql;

public partial class TableTests
{
    private const string Erasure = "src/Chronote.Storage/Sql/SqlErasure.cs";

    // Who writes objects, and what names them in `intents` before their first byte: the list that erasing goes by.
    private static readonly Dictionary<string, string> ObjectWriters = new(StringComparer.Ordinal)
    {
        ["silo/Chronote.Silo/Audio/TrackAssembly.cs"] = "grains/Chronote.Grains/Windows/WindowGrain.cs",
    };

    private static IEnumerable<(string File, string Table, string Columns)> Tables =>
        Repository.WithExtension(".sql").SelectMany(path => CreateTable().Matches(Repository.Read(path)).Select(match => (path, match.Groups["table"].Value, match.Groups["columns"].Value)));

    [Fact]
    public void Every_row_has_a_tenant() =>
        Tables.Where(table => !TenantColumn().IsMatch(table.Columns)).Select(table => $"{table.File}: {table.Table}")
            .ShouldBeNone("Every table has a column `tenant TEXT NOT NULL`: what belongs to nobody can be seen by anybody.");

    [Fact]
    public void Every_table_has_an_owner_who_deletes_it() =>
        Tables.Select(table => table.Table).Except(Owned).ShouldBeNone($"Name it in Owners of {Erasure}: a row that nobody deletes stays for ever.");

    [Fact]
    public void Every_owned_table_is_there() =>
        Owned.Except(Tables.Select(table => table.Table)).Except(["schema_version"]).ShouldBeNone($"Take it out of Owners of {Erasure}.");

    [Fact]
    public void Whoever_writes_an_object_names_it_first()
    {
        Repository.Product.Where(file => WritesObject().IsMatch(file.Code)).Select(file => file.Path).Except(ObjectWriters.Keys)
            .ShouldBeNone("Commit an intent (RowChange.IntendObject) before the first byte, and name writer and intent in this test.");
        ObjectWriters.Values.Where(path => !Repository.Read(path).Contains("RowChange.IntendObject(", StringComparison.Ordinal)).ShouldBeNone("It commits no intent.");
    }

    private static IEnumerable<string> Owned => OwnedTable().Matches(Repository.Read(Erasure)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"CREATE TABLE (?:IF NOT EXISTS )?(?<table>\w+)\s*\((?<columns>.*?)\n\)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"^\s*tenant\s+TEXT\s+(NOT NULL|PRIMARY KEY)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex TenantColumn();

    [GeneratedRegex("""^\s*\["(\w+)"\] = """, RegexOptions.Multiline)]
    private static partial Regex OwnedTable();

    [GeneratedRegex(@"\b_?blobs\.Write\(")]
    private static partial Regex WritesObject();
}
