using Chronote.Storage.Sql.Postgres;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>One embedded server at a time works on a database.</summary>
public sealed class LoneServerTests : IAsyncLifetime
{
    private readonly PostgresStore _store = new();

    [Fact]
    public async Task A_second_server_is_told_who_has_it_and_the_first_one_may_start_again_at_once()
    {
        var (first, second) = (new LoneServer(_store.Database, "a:/data"), new LoneServer(_store.Database, "b:/data"));
        (await first.Take()).ShouldBeNull();
        (await second.Take()).ShouldBe("a:/data");
        (await LoneServer.Holder(_store.Database)).ShouldBe("a:/data");
        (await first.Take()).ShouldBeNull("its folder's lock says that the one before is gone");
        (await first.Renew()).ShouldBeTrue();
        await second.Leave();
        (await second.Take()).ShouldBe("a:/data", "only its own");
        await first.Leave();
        (await second.Take()).ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_said_nothing_for_long_loses_it_and_hears_so()
    {
        var (first, second) = (new LoneServer(_store.Database, "a:/data"), new LoneServer(_store.Database, "b:/data"));
        await first.Take();
        await _store.Database.Write(session => session.Run("UPDATE lone_server SET alive_at = alive_at - interval '11 seconds'"));
        (await LoneServer.Holder(_store.Database)).ShouldBeNull();
        (await second.Take()).ShouldBeNull();
        (await first.Renew()).ShouldBeFalse();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();
}
