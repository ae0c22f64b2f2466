using System.IO.Compression;
using System.Runtime.CompilerServices;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Gateway.Tests.Upgrading;

/// <summary>Data folders as a server of each schema left them: <c>testdata/schema-VERSION.zip</c>. One that was committed never changes again.</summary>
internal static class GoldenFolders
{
    private const string Prefix = "schema-";
    private const string Database = "chronote.db";

    private static readonly string Kept = Path.Combine(Path.GetDirectoryName(Here())!, "testdata");

    public static IReadOnlyList<int> Schemas => [.. Directory.EnumerateFiles(Kept, Prefix + "*.zip").Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..])).Order()];

    /// <summary>A copy that a server may work on.</summary>
    public static string Unpack(int schema)
    {
        var folder = Directory.CreateTempSubdirectory("chronote-golden-").FullName;
        ZipFile.ExtractToDirectory(PathOf(schema), folder);
        return folder;
    }

    /// <summary>Keeps what a stopped server left.</summary>
    public static void Pack(int schema, string folder)
    {
        // The database alone, without what waits in its log: smaller, and what a backup would hold.
        using (var session = new SqliteSession(Path.Combine(folder, Database), readOnly: false)) session.Number("PRAGMA wal_checkpoint(TRUNCATE)").ShouldBe(0);
        foreach (var beside in (string[])["serve.lock", Database + "-wal", Database + "-shm"]) File.Delete(Path.Combine(folder, beside));
        ZipFile.CreateFromDirectory(folder, PathOf(schema), CompressionLevel.SmallestSize, includeBaseDirectory: false);
    }

    private static string PathOf(int schema) => Path.Combine(Kept, $"{Prefix}{schema}.zip");

    private static string Here([CallerFilePath] string path = "") => path;
}
