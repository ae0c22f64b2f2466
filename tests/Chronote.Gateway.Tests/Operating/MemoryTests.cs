using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

public sealed class MemoryTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private const string Path = "/api/v1/admin/memory";

    [Theory]
    [InlineData("")]
    [InlineData("?collect=true")]
    public async Task P65_an_admin_sees_what_the_process_holds(string query)
    {
        var memory = (await shared.Server.Admin.Get(Path + query)).ShouldBe(200);
        foreach (var figure in (string[])["managed_bytes", "sqlite_bytes", "committed_bytes", "resident_bytes"]) memory.Number(figure).ShouldBeGreaterThan(0, figure);
        memory.Number("resident_bytes").ShouldBeGreaterThan(memory.Number("managed_bytes"));
    }

    [Fact]
    public async Task P65_native_memory_is_at_least_SQLites()
    {
        var memory = (await shared.Server.Admin.Get(Path)).ShouldBe(200);
        // Left out where the C library does not count.
        if (memory.Has("native_bytes")) memory.Number("native_bytes").ShouldBeGreaterThanOrEqualTo(memory.Number("sqlite_bytes"));
    }

    [Fact]
    public async Task P65_nobody_else_does()
    {
        (await shared.Server.Nobody.Get(Path)).ShouldBeProblem(401, "unknown_key");
        foreach (var scope in (KeyScope[])[KeyScope.Read, KeyScope.Record])
            (await (await shared.Server.Tenant("default", scope)).Get(Path + "?collect=true")).ShouldBeProblem(403, "scope_too_small");
    }

    [Fact]
    public async Task P65_collect_is_true_or_false() => (await shared.Server.Admin.Get(Path + "?collect=much")).ShouldBeProblem(400, "bad_request");
}
