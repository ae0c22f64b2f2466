using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

public sealed class ReportTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    [Fact]
    public async Task While_something_records_a_line_every_30_s_shows_whether_memory_and_backlog_stay_flat()
    {
        var meeting = await shared.Server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        await shared.Server.Until(() => Lines().Count > 0, "a first line");
        Lines()[0].ShouldContain("stored 1 chunks");
        var seen = Lines().Count;
        shared.Server.Clock.Advance(TimeSpan.FromSeconds(20));
        await TestServer.Pause(5);
        await shared.Server.Until(() => Lines().Count > seen, "a second line");
    }

    [Fact]
    public async Task A_key_that_was_removed_stops_working_within_a_minute()
    {
        var caller = await shared.Server.Tenant("leaving");
        (await caller.Get("/api/v1/meetings")).ShouldBe(200);
        await shared.Server.Change("DELETE FROM api_keys WHERE tenant = 'leaving'");
        shared.Server.Clock.Advance(TimeSpan.FromSeconds(61));
        (await caller.Get("/api/v1/meetings")).ShouldBeProblem(401, "unknown_key");
    }

    private List<string> Lines() => [.. shared.Server.Log.Lines.Where(line => line.Contains("RecordingReport: Recording", StringComparison.Ordinal))];
}
