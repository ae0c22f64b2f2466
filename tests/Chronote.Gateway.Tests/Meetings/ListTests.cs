using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Meetings;

public sealed class ListTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private TestServer Server => shared.Server;

    [Fact]
    public async Task P13_pages_hold_every_meeting_once_the_newest_first()
    {
        var caller = await Server.Tenant("lister");
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            made.Add((await caller.Meeting()).Id);
            Server.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }
        var (seen, cursor, pages) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = (await caller.Get($"/api/v1/meetings?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).ShouldBe(200);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.Has("next_cursor") ? page.String("next_cursor") : null;
            pages++;
        }
        while (cursor is not null);
        seen.ShouldBe(Enumerable.Reverse(made));
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task P13_a_meeting_made_between_two_pages_moves_nothing()
    {
        var caller = await Server.Tenant("paging");
        for (var i = 0; i < 4; i++)
        {
            await caller.Meeting();
            Server.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }
        var first = (await caller.Get("/api/v1/meetings?limit=2")).ShouldBe(200);
        await caller.Meeting();
        var second = (await caller.Get($"/api/v1/meetings?limit=2&cursor={first.String("next_cursor")}")).ShouldBe(200);
        second["items"].GetArrayLength().ShouldBe(2);
        second.Has("next_cursor").ShouldBeFalse();
    }

    [Fact]
    public async Task P13_a_deleted_meeting_is_not_listed()
    {
        var caller = await Server.Tenant("deleter");
        var (gone, kept) = (await caller.Meeting(), await caller.Meeting());
        (await gone.Delete()).ShouldBe(204);
        (await caller.Get("/api/v1/meetings")).ShouldBe(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldBe([kept.Id]);
    }

    [Theory]
    [InlineData("limit=0", 422, "invalid")]
    [InlineData("limit=201", 422, "invalid")]
    [InlineData("limit=-1", 422, "invalid")]
    [InlineData("cursor=nonsense", 422, "invalid")]
    [InlineData("limit=many", 400, "bad_request")]
    public async Task P13_wrong_parameters_are_problems(string query, int status, string code) =>
        (await Server.Admin.Get($"/api/v1/meetings?{query}")).ShouldBeProblem(status, code);

    [Fact]
    public async Task P12_the_clock_counts_samples_since_the_meeting_was_made()
    {
        var meeting = await Server.Admin.Meeting();
        (await meeting.Get("/clock")).ShouldBe(200).Number("timeline_samples").ShouldBe(0);
        Server.Clock.Advance(TimeSpan.FromSeconds(12.5));
        (await meeting.Get("/clock")).ShouldBe(200).Number("timeline_samples").ShouldBe(600_000);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("01arz3ndektsv4rr")]
    [InlineData("ZZZZZZZZZZZZZZZZ")]
    [InlineData("01ARZ3NDEKTSV4RU")]
    [InlineData("7ZZZZZZZZZZZZZZZ")]
    public async Task P13_an_id_that_can_not_be_one_is_unknown(string id)
    {
        (await Server.Admin.Get($"/api/v1/meetings/{id}")).ShouldBeProblem(404, "unknown_meeting");
        (await Server.Admin.Put($"/api/v1/meetings/{id}/tracks/mic/chunks/0", Sound.Ogg())).ShouldBeProblem(404, "unknown_meeting");
    }
}
