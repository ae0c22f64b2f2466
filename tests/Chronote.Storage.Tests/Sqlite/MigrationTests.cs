using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Sqlite;

public class MigrationTests
{
    [Fact]
    public void An_empty_folder_becomes_a_database_of_the_newest_schema_and_opening_it_again_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "chronote.db");
        var clock = new HandClock();
        List<(long, string, DateTimeOffset)> Versions()
        {
            using var database = SqliteDatabase.Open(path, clock, NullLoggerFactory.Instance);
            return database.Read(session => session.All("SELECT version, name, applied_at FROM schema_version ORDER BY version", row => (row.Number(0), row.Text(1), row.Time(2))));
        }

        var first = Versions();
        first[0].ShouldBe((1, "0001_first", clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromDays(1));
        Versions().ShouldBe(first);
    }

    [Fact]
    public void A_folder_of_a_newer_binary_is_refused_with_a_sentence_and_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "chronote.db");
        var clock = new HandClock();
        using (var database = SqliteDatabase.Open(path, clock, NullLoggerFactory.Instance))
            _ = database.Writer.Write(Lane.Rest, session => session.Run("INSERT INTO schema_version (version, name, applied_at) VALUES (9999, '9999_later', 0)"));
        var before = File.ReadAllBytes(path);

        var refused = Should.Throw<SchemaTooNewException>(() => SqliteDatabase.Open(path, clock, NullLoggerFactory.Instance));
        refused.Message.ShouldContain("newer Chronote");
        refused.Message.ShouldContain("9999");
        refused.Message.ShouldEndWith(".");
        File.ReadAllBytes(path).ShouldBe(before);
        File.Exists(path + "-wal").ShouldBeFalse("whoever refuses a database lets go of it");
    }
}
