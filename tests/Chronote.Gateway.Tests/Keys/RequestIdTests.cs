using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Keys;

public sealed class RequestIdTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private TestServer Server => shared.Server;

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/api/v1/meetings", 401)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task P3_every_answer_has_a_request_id(string path, int status) =>
        (await Server.Nobody.Get(path)).ShouldBe(status).Header("Chronote-Request-Id").ShouldNotBeNullOrEmpty();

    [Fact]
    public async Task P3_a_request_may_bring_its_own_id() =>
        (await Server.Admin.Get("/api/v1/meetings", ("Chronote-Request-Id", "rec-7.42_a"))).Header("Chronote-Request-Id").ShouldBe("rec-7.42_a");

    [Theory]
    [InlineData("with space")]
    [InlineData("semi;colon")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task P3_an_id_of_another_shape_is_replaced(string id)
    {
        var given = (await Server.Admin.Get("/api/v1/meetings", ("Chronote-Request-Id", id))).Header("Chronote-Request-Id");
        given.ShouldNotBe(id);
        given.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("/api/v1/meetings")]
    [InlineData("/api/v1/meetings/01ARZ3NDEKTSV4RR")]
    public async Task P3_the_id_is_in_the_log(string path)
    {
        var id = $"logged-{path.Length}";
        await Server.Admin.Get(path, ("Chronote-Request-Id", id));
        await Server.Until(() => Server.Log.Lines.Any(line => line.Contains(id, StringComparison.Ordinal)), $"{id} in the log");
    }

    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/nowhere/file.txt")]
    [InlineData("PATCH", "/api/v1/meetings")]
    [InlineData("GET", "/api/v2/meetings")]
    public async Task P2_an_address_that_is_none_is_a_problem(string method, string path) =>
        (await Server.Nobody.Send(new HttpMethod(method), path, null)).ShouldBeProblem(404, "not_found");

    [Fact]
    public async Task P2_the_type_of_a_problem_is_an_address_this_server_answers()
    {
        var problem = (await Server.Admin.Get("/api/v1/meetings/01ARZ3NDEKTSV4RR")).ShouldBeProblem(404, "unknown_meeting");
        problem.String("type").ShouldStartWith(Server.Address.ToString());
        var page = (await Server.Nobody.Get(new Uri(problem.String("type")).PathAndQuery)).ShouldBe(200);
        page.MediaType.ShouldBe("text/html");
        foreach (var heading in (string[])["Cause", "Effect on the recording", "What to do"]) page.Text.ShouldContain(heading);
    }
}
