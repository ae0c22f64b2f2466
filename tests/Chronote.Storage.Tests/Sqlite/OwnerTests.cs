using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Storage.Tests.Sqlite;

public class OwnerTests
{
    [Fact]
    public async Task Every_table_has_an_owner_and_every_owned_table_is_there_I12()
    {
        await using var store = new SqliteStore();
        var tables = store.Database.Read(session => session.All("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", row => row.Text(0)));
        SqlErasure.Owners.Keys.Except(SqlErasure.OnPostgresAlone).Order(StringComparer.Ordinal).ShouldBe(tables);
    }
}
