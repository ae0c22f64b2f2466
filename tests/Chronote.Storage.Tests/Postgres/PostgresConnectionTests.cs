using Chronote.Storage.Sql.Postgres;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

public class PostgresConnectionTests
{
    [Theory]
    [InlineData("postgresql://ana:p%40ss@db.example:5433/notes?sslmode=require")]
    [InlineData("postgres://ana:p%40ss@db.example:5433/notes?sslmode=require&pgbouncer=true")]
    [InlineData("Host=db.example;Port=5433;Username=ana;Password=p@ss;Database=notes;SSL Mode=Require")]
    public void Both_ways_to_write_it_mean_the_same(string text)
    {
        var read = new NpgsqlConnectionStringBuilder(PostgresConnection.Of(text, connectionsMax: 7));
        (read.Host, read.Port, read.Username, read.Password, read.Database, read.SslMode).ShouldBe(("db.example", 5433, "ana", "p@ss", "notes", SslMode.Require));
        (read.MaxPoolSize, read.NoResetOnClose, read.ApplicationName).ShouldBe((7, true, "chronote"));
        PostgresConnection.Where(read.ConnectionString).ShouldBe("notes on db.example");
    }

    [Fact]
    public void What_the_operator_wrote_counts()
    {
        var read = new NpgsqlConnectionStringBuilder(PostgresConnection.Of("postgresql://db/notes?connection_limit=3&application_name=mine", connectionsMax: 20));
        (read.MaxPoolSize, read.ApplicationName).ShouldBe((3, "mine"));
        new NpgsqlConnectionStringBuilder(PostgresConnection.Of("Host=db;Maximum Pool Size=4;Max Auto Prepare=50", connectionsMax: 20)).MaxAutoPrepare.ShouldBe(50);
    }

    [Theory]
    [InlineData("mysql://ana:secret@db/notes")]
    [InlineData("postgresql://ana:secret@db/notes?nonsense=1")]
    [InlineData("postgresql://ana:secret@db/notes?sslmode=perhaps")]
    [InlineData("Hots=db;Password=secret")]
    [InlineData("Username=ana;Password=secret")]
    [InlineData("Host=db;Port=secret")]
    public void A_mistake_is_told_in_a_sentence_without_the_secret(string text)
    {
        var mistake = PostgresConnection.Mistake(text).ShouldNotBeNull();
        mistake.ShouldEndWith(".");
        mistake.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Host=/var/run/postgresql;Username=chronote")]
    public void Nothing_or_a_socket_is_no_mistake(string? text) => PostgresConnection.Mistake(text).ShouldBeNull();
}
