using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Gateway.Tests.Operating;

public sealed class StorageFullTests
{
    [Fact]
    public async Task P4_a_full_disk_stores_nothing_says_when_to_come_back_and_takes_the_chunk_later()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg(0))).ShouldBe(201);
        await server.Full();
        var refused = (await meeting.Put("mic", 1, Large(1))).ShouldBeProblem(503, "storage_full");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await meeting.Track("mic")).Number("next_seq").ShouldBe(1);
        // What reads goes on, and so does what is stored.
        (await meeting.Put("mic", 0, Sound.Ogg(0))).ShouldBe(200);
        (await meeting.Get("/manifest")).ShouldBe(200);
        await server.Roomy();
        (await meeting.Put("mic", 1, Large(1))).ShouldBe(201);
        (await meeting.Track("mic")).Number("watermark").ShouldBe(2);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task P4_one_large_chunk_that_does_not_fit_spoils_no_other()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        // Room for the small ones alone.
        await server.Full(pagesMore: 60);
        var small = Enumerable.Range(0, 8).Select(i => meeting.Put("small", i, Sound.Ogg(i, packets: 5)));
        var large = Enumerable.Range(0, 4).Select(i => meeting.Put("large", i, Large(i, packets: 60_000)));
        var answers = await Task.WhenAll(small.Concat(large));
        answers.Take(8).ShouldAllBe(answer => answer.Status == 201);
        answers.Skip(8).ShouldAllBe(answer => answer.Status == 503);
    }

    [Fact]
    public async Task Creating_stopping_and_deleting_answer_503_too_and_work_afterwards()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg(0))).ShouldBe(201);
        await server.Full();
        Answer created;
        var tries = 0;
        // A few rows still fit into pages that are there.
        do created = await server.Admin.Post("/api/v1/meetings", new { name = new string('n', 200), metadata = new { a = new string('m', 16_000) } });
        while (created.Status == 201 && ++tries < 50);
        created.ShouldBeProblem(503, "storage_full");
        await server.Roomy();
        (await server.Admin.Post("/api/v1/meetings")).ShouldBe(201);
        (await meeting.Stop(("mic", 0))).ShouldBe(202);
        await meeting.Reaches("completed");
        (await meeting.Delete()).ShouldBe(204);
    }

    [Fact]
    public async Task P5_what_was_not_expected_is_500_and_said_to_be_unknown()
    {
        await using var server = await TestServer.Start(new ServerWishes(Change: Decorate));
        var answer = (await server.Admin.Get("/api/v1/meetings")).ShouldBeProblem(500, "internal");
        answer.Text.ShouldNotContain("secret of ours");
        server.Log.Lines.ShouldContain(line => line.Contains(answer.Header("Chronote-Request-Id")!, StringComparison.Ordinal) && line.Contains("secret of ours", StringComparison.Ordinal));
    }

    private static void Decorate(IServiceCollection services) => services.AddSingleton<IMeetingStore>(provider => Interrupted<IMeetingStore>.Around(
        new SqlMeetingStore(provider.GetRequiredService<SqliteDatabase>()), call => call == nameof(IMeetingStore.Meetings) ? new InvalidDataException("secret of ours") : null));

    private static byte[] Large(int seed, int packets = 8_000) => Sound.Ogg(seed, packets);
}
