using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Keys;

public sealed class TenantTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private TestServer Server => shared.Server;

    [Theory]
    [InlineData("GET", "/api/v1/meetings")]
    [InlineData("POST", "/api/v1/meetings")]
    [InlineData("GET", "/api/v1/recordings")]
    [InlineData("GET", "/api/v1/meetings/01ARZ3NDEKTSV4RR")]
    [InlineData("PUT", "/api/v1/meetings/01ARZ3NDEKTSV4RR/tracks/mic/chunks/0")]
    [InlineData("DELETE", "/api/v1/meetings/01ARZ3NDEKTSV4RR")]
    public async Task P1_without_a_key_everything_below_api_is_401(string method, string path)
    {
        var answer = await Server.Nobody.Send(new HttpMethod(method), path, new ByteArrayContent([]));
        answer.ShouldBeProblem(401, "unknown_key");
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
    }

    [Fact]
    public async Task P1_an_unknown_key_is_401() => (await Server.With("chr_nobody").Get("/api/v1/meetings")).ShouldBeProblem(401, "unknown_key");

    [Fact]
    public async Task P1_what_belongs_to_another_tenant_answers_as_what_does_not_exist()
    {
        var meeting = await Server.Admin.Meeting(new { name = "Secret" });
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        var other = await Server.Tenant("other");
        foreach (var (method, below, body) in EveryRequest())
        {
            var theirs = await other.Send(method, meeting.Path + below, Content(body));
            var nowhere = await other.Send(method, "/api/v1/meetings/01ARZ3NDEKTSV4RR" + below, Content(body));
            theirs.ShouldBeProblem(404, "unknown_meeting");
            nowhere.ShouldBeProblem(404, "unknown_meeting");
            Alike(theirs).ShouldBe(Alike(nowhere), $"{method} {below}");
        }
        (await meeting.Phase()).ShouldBe("recording");
        (await meeting.Track("mic")).Number("next_seq").ShouldBe(1);
    }

    [Fact]
    public async Task P1_a_list_holds_the_tenants_own_meetings_only()
    {
        var (one, two) = (await Server.Tenant("one"), await Server.Tenant("two"));
        var mine = await one.Meeting();
        await two.Meeting();
        (await one.Get("/api/v1/meetings")).ShouldBe(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldBe([mine.Id]);
    }

    [Fact]
    public async Task P11_an_idempotency_key_is_a_tenants_own()
    {
        var (one, two) = (await Server.Tenant("one"), await Server.Tenant("two"));
        var first = (await one.Post("/api/v1/meetings", "{}", ("Idempotency-Key", "the same"))).ShouldBe(201);
        var second = (await two.Post("/api/v1/meetings", "{\"name\":\"another body\"}", ("Idempotency-Key", "the same"))).ShouldBe(201);
        second.String("id").ShouldNotBe(first.String("id"));
    }

    [Fact]
    public async Task A_key_does_no_more_than_its_scope()
    {
        var meeting = await Server.Admin.Meeting();
        var reads = await Server.Tenant("default", KeyScope.Read);
        var records = await Server.Tenant("default", KeyScope.Record);
        (await reads.Get(meeting.Path)).ShouldBe(200);
        var refused = (await reads.Put($"{meeting.Path}/tracks/mic/chunks/0", Sound.Ogg())).ShouldBeProblem(403, "scope_too_small");
        refused.String("detail").ShouldBe("This key's scope is read; record is needed.");
        refused.Headers.WwwAuthenticate.ShouldHaveSingleItem().ToString().ShouldBe("Bearer error=\"insufficient_scope\"");
        (await records.Put($"{meeting.Path}/tracks/mic/chunks/0", Sound.Ogg())).ShouldBe(201);
        (await records.Delete(meeting.Path)).ShouldBeProblem(403, "scope_too_small").String("detail").ShouldContain("admin");
        (await meeting.Phase()).ShouldBe("recording");
    }

    [Fact]
    public async Task P1_a_key_that_reads_gets_every_answer_that_changes_nothing()
    {
        var meeting = await Server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        var reads = await Server.Tenant("default", KeyScope.Read);
        foreach (var (method, below, body) in EveryRequest())
        {
            if (below == "/events") continue; // goes on for as long as the meeting does
            var answer = await reads.Send(method, meeting.Path + below, Content(body));
            if (method != HttpMethod.Get) answer.ShouldBeProblem(403, "scope_too_small");
            else answer.Status.ShouldBeOneOf([200, 404], $"{below}: {answer.Shown}");
        }
        (await reads.Post("/api/v1/meetings")).ShouldBeProblem(403, "scope_too_small");
    }

    [Fact]
    public async Task I10_too_small_a_scope_tells_nothing_of_what_there_is()
    {
        var meeting = await Server.Admin.Meeting();
        var reads = await Server.Tenant("curious", KeyScope.Read);
        var (theirs, nowhere) = (await reads.Delete(meeting.Path), await reads.Delete("/api/v1/meetings/01ARZ3NDEKTSV4RR"));
        theirs.ShouldBeProblem(403, "scope_too_small");
        Alike(theirs).ShouldBe(Alike(nowhere));
    }

    [Fact]
    public void Only_the_hash_of_a_key_is_kept()
    {
        var key = File.ReadAllText(Path.Combine(Server.Folder, "admin.key")).Trim();
        Server.Count("SELECT count(*) FROM api_keys WHERE length(key_hash) = 32").ShouldBeGreaterThan(0);
        foreach (var file in Directory.EnumerateFiles(Server.Folder, "chronote.db*")) Contains(file, key).ShouldBeFalse(file);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(Server.Folder, "admin.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static IEnumerable<(HttpMethod Method, string Below, string? Body)> EveryRequest()
    {
        const string epoch = """{"seen_epoch":0,"writer":"w","first_seq":1,"anchor":{"timeline_samples":0,"source_samples":0}}""";
        foreach (var below in (string[])["", "/clock", "/lag", "/tracks/mic", "/transcript.json", "/transcript.txt", "/notes.md", "/audio/mic.ogg", "/manifest", "/events"])
            yield return (HttpMethod.Get, below, null);
        foreach (var (below, body) in ((string, string?)[])
                 [("/stop", null), ("/cancel", null), ("/retry", null), ("/tracks/mic/epochs", epoch), ("/tracks/mic/lost", """{"writer_epoch":0,"from_seq":0,"to_seq":0,"reason":"x"}"""),
                  ("/tracks/mic/gaps", """{"writer_epoch":0,"start_samples":0,"duration_samples":1,"reason":"paused"}""")])
            yield return (HttpMethod.Post, below, body);
        yield return (HttpMethod.Put, "/tracks/mic/chunks/0", "chunk");
        yield return (HttpMethod.Put, "/tracks/new/chunks/0", "chunk");
        yield return (HttpMethod.Delete, "", null);
    }

    private static ByteArrayContent? Content(string? body) => body switch
    {
        null => null,
        "chunk" => new ByteArrayContent(Sound.Ogg()),
        _ => new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body)),
    };

    // Everything a caller sees but the id of the request.
    private static string Alike(Answer answer) => answer.Text.Replace(answer.Header("Chronote-Request-Id")!, "");

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(System.Text.Encoding.ASCII.GetBytes(text)) >= 0;
    }
}
