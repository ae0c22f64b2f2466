using System.Diagnostics.Metrics;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Postgres;

public sealed class PostgresMigrationTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly string _name = PostgresStore.Bare();
    private readonly HandClock _clock = new();

    public void Dispose()
    {
        _meter.Dispose();
        PostgresStore.Server.Run($"DROP DATABASE {_name} WITH (FORCE)");
    }

    [Fact]
    public async Task Servers_that_start_together_take_each_step_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var database = Open();
            await database.Migrate(_clock.GetUtcNow());
        }));
        await using var looking = Open();
        var steps = await looking.Read(session => session.All("SELECT version, name, applied_at FROM schema_version ORDER BY version", row => (row.Number(0), row.Text(1), row.Time(2))));
        steps[0].ShouldBe((1, "0001_first", _clock.GetUtcNow()));
        _clock.Advance(TimeSpan.FromDays(1));
        await looking.Migrate(_clock.GetUtcNow());
        (await looking.Read(session => session.Number("SELECT max(applied_at) FROM schema_version"))).ShouldBe(steps[^1].Item3.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_database_of_a_newer_binary_is_refused_with_a_sentence_and_left_as_it_was()
    {
        await using var database = Open();
        await database.Migrate(_clock.GetUtcNow());
        var steps = await database.Read(session => session.Number("SELECT count(*) FROM schema_version"));
        await database.Write(session => session.Run("INSERT INTO schema_version (version, name, applied_at) VALUES (9999, '9999_later', 0)"));
        var refused = await Should.ThrowAsync<SchemaTooNewException>(() => database.Migrate(_clock.GetUtcNow()));
        refused.Message.ShouldContain("newer Chronote");
        refused.Message.ShouldContain("9999");
        refused.Message.ShouldEndWith(".");
        (await database.Read(session => session.Number("SELECT count(*) FROM schema_version WHERE version <> 9999"))).ShouldBe(steps);
    }

    [Fact]
    public async Task A_step_that_breaks_off_leaves_nothing_behind()
    {
        // A table of that name is in the way of the first step.
        PostgresStore.Server.Run("CREATE TABLE recordings (mine INTEGER)", _name);
        await using var database = Open();
        await Should.ThrowAsync<Npgsql.PostgresException>(() => database.Migrate(_clock.GetUtcNow()));
        (await database.Read(session => session.Number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))).ShouldBe(1);
    }

    [Fact]
    public async Task Every_table_has_an_owner_and_every_owned_table_is_there_I12()
    {
        await using var database = Open();
        await database.Migrate(_clock.GetUtcNow());
        var tables = await database.Read(session => session.All("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", row => row.Text(0)));
        SqlErasure.Owners.Keys.Order(StringComparer.Ordinal).ShouldBe(tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Audio_lies_outside_the_row_uncompressed_and_is_vacuumed_by_number_not_by_share()
    {
        await using var database = Open();
        await database.Migrate(_clock.GetUtcNow());
        (await database.Read(session => session.One("SELECT attstorage::text FROM pg_attribute WHERE attrelid = 'chunk_bytes'::regclass AND attname = 'bytes'", row => row.Text(0)))).ShouldBe("e");
        var options = await database.Read(session => session.One(
            "SELECT array_to_string(c.reloptions || t.reloptions, ' ') FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid WHERE c.relname = 'chunk_bytes'", row => row.Text(0)));
        options!.Split(' ').Count(option => option == "autovacuum_vacuum_scale_factor=0").ShouldBe(2);
    }

    private PostgresDatabase Open() => new(PostgresStore.Server.ConnectionTo(_name, "Pooling=false"), _meter, _clock, NullLoggerFactory.Instance);
}
