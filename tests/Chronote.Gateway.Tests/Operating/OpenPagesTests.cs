using System.Text.Json;
using Chronote.Gateway.Operating;
using Chronote.Gateway.Problems;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

/// <summary>What needs no key (P-64).</summary>
public sealed class OpenPagesTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private TestServer Server => shared.Server;

    public static IEnumerable<object[]> Codes => ProblemCatalogue.All.Select(kind => new object[] { kind.Code, kind.Status });

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    [InlineData("/health", "ready")]
    public async Task P64_health_is_a_word(string path, string word) => (await Server.Nobody.Get(path)).ShouldBe(200).Text.Trim().ShouldBe(word);

    [Fact]
    public async Task P64_a_server_that_starts_or_stops_lives_but_is_not_ready()
    {
        await using var server = await TestServer.Start();
        server.Service<Readiness>().IsReady = false;
        (await server.Nobody.Get("/health/ready")).ShouldBe(503);
        (await server.Nobody.Get("/health")).ShouldBe(503);
        (await server.Nobody.Get("/health/live")).ShouldBe(200);
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task P64_every_code_has_a_page(string code, int status)
    {
        var page = (await Server.Nobody.Get($"/problems/{code}")).ShouldBe(200);
        page.MediaType.ShouldBe("text/html");
        page.Text.ShouldContain(code);
        page.Text.ShouldContain($"{status}");
        page.Text.ShouldContain("Effect on the recording");
    }

    [Fact]
    public async Task P64_a_code_that_is_none_has_no_page() => (await Server.Nobody.Get("/problems/nonsense")).ShouldBeProblem(404, "not_found");

    [Fact]
    public async Task P64_metrics_count_what_was_acknowledged_repeated_and_refused()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg(0))).ShouldBe(201);
        (await meeting.Put("mic", 1, Sound.Ogg(1))).ShouldBe(201);
        (await meeting.Put("mic", 1, Sound.Ogg(1))).ShouldBe(200);
        (await meeting.Put("mic", 1, Sound.Ogg(2))).ShouldBe(409);
        (await meeting.Put("mic", 2, [1, 2, 3])).ShouldBe(415);
        var page = (await server.Nobody.Get("/metrics")).ShouldBe(200);
        page.MediaType.ShouldBe("text/plain");
        var lines = page.Text.Split('\n');
        lines.ShouldContain("chronote_chunks_acknowledged_total 2");
        lines.ShouldContain("chronote_chunks_repeated_total 1");
        lines.ShouldContain("chronote_chunks_refused_total{code=\"conflict\"} 1");
        lines.ShouldContain("chronote_chunks_refused_total{code=\"unsupported_media\"} 1");
        lines.ShouldContain($"chronote_chunk_bytes_acknowledged_total {Sound.Ogg(0).Length + Sound.Ogg(1).Length}");
        foreach (var name in (string[])["chronote_queue_length", "chronote_queue_oldest_seconds", "chronote_chunks_dead", "chronote_wal_bytes", "chronote_chunk_acknowledgement_seconds_count"])
            lines.ShouldContain(line => line.StartsWith(name, StringComparison.Ordinal), name);
    }

    [Fact]
    public async Task The_description_lists_each_address_once_and_under_its_present_name()
    {
        var document = (await Server.Nobody.Get("/openapi/v1.json")).ShouldBe(200);
        var paths = document["paths"].EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain("/api/v1/meetings/{meeting}/tracks/{track}/chunks/{seq}");
        paths.ShouldAllBe(path => path.StartsWith("/api/v1/meetings", StringComparison.Ordinal) || path.StartsWith("/api/v1/admin/", StringComparison.Ordinal));
        foreach (var operation in document["paths"].EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Where(item => item.Value.ValueKind == JsonValueKind.Object))
            operation.Value.GetProperty("summary").GetString()!.ShouldContain("P-");
    }

    [Fact]
    public async Task The_page_to_try_it_asks_nothing_of_other_servers()
    {
        var page = (await Server.Nobody.Get("/docs")).ShouldBe(200);
        page.MediaType.ShouldBe("text/html");
        page.Text.ShouldNotContain("https://");
        page.Text.ShouldNotContain("src=\"http");
    }
}
