using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Sqlite;

/// <summary>The settings on which the promises of an acknowledgement rest.</summary>
public class SettingsTests
{
    [Theory]
    [InlineData("synchronous", 2)]
    [InlineData("wal_autocheckpoint", 0)]
    [InlineData("secure_delete", 2)]
    [InlineData("page_size", 16_384)]
    [InlineData("auto_vacuum", 2)]
    public async Task The_connection_that_writes_has(string pragma, long value)
    {
        await using var store = new SqliteStore();
        (await store.Database.Writer.Write(Lane.Rest, session => session.Number($"PRAGMA {pragma}"))).ShouldBe(value);
    }

    [Fact]
    public async Task The_journal_is_a_write_ahead_log()
    {
        await using var store = new SqliteStore();
        store.Database.Read(session => session.One("PRAGMA journal_mode", row => row.Text(0))).ShouldBe("wal");
        File.Exists(store.DatabasePath + "-wal").ShouldBeTrue();
    }

    [Fact]
    public async Task Page_size_and_vacuum_hold_from_the_first_table_on_and_after_reopening()
    {
        await using var store = new SqliteStore();
        using var again = SqliteDatabase.Open(store.DatabasePath, store.Clock, NullLoggerFactory.Instance);
        again.Read(session => session.Number("PRAGMA page_size")).ShouldBe(16_384);
        again.Read(session => session.Number("PRAGMA auto_vacuum")).ShouldBe(2);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var store = new SqliteStore();
        Should.Throw<Microsoft.Data.Sqlite.SqliteException>(() => store.Database.Read(session => session.Run("DELETE FROM meetings"))).SqliteErrorCode.ShouldBe(8);
    }
}
