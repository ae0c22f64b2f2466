using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

public sealed class ReportTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    [Fact]
    public async Task The_line_has_its_figures_as_fields_and_does_not_come_more_often()
    {
        await using var server = await TestServer.Start(new ServerWishes(Clock: new ManualTime()));
        var lines = 0;
        // Nothing records yet: nothing is said.
        await Pass(TimeSpan.FromMinutes(2));
        lines.ShouldBe(0);
        var (one, two) = (await server.Admin.Meeting(), await server.Admin.Meeting());
        foreach (var seq in (int[])[0, 1, 2]) (await one.Put("mic", seq, Sound.Ogg(seq))).ShouldBe(201);
        (await two.Put("mic", 0, Sound.Ogg(9))).ShouldBe(201);
        await Pass(TimeSpan.FromMinutes(3));
        lines.ShouldBeInRange(5, 6);
        var fields = server.Log.Fields("RecordingReport").Last(line => line.ContainsKey("Meetings"));
        (fields["Meetings"], fields["StoredChunks"], fields["WaitingChunks"]).ShouldBe((2L, 4L, 0L));
        foreach (var name in (string[])["HeapBytes", "CommittedBytes", "ResidentBytes"]) fields[name].ShouldBeOfType<long>().ShouldBeGreaterThan(0);
        fields["OpenChunkBytes"].ShouldBe(0L);

        async Task Pass(TimeSpan time)
        {
            for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(5))
            {
                server.Clock.Advance(TimeSpan.FromSeconds(5));
                await TestServer.Pause();
            }
            lines = server.Log.Lines.Count(line => line.Contains("RecordingReport: Recording", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Metrics_show_how_far_each_meetings_text_is_behind_until_it_is_there()
    {
        var engine = new ScriptedEngine();
        engine.Hangs();
        await using var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        var (behind, idle) = (await server.Admin.Meeting(), await server.Admin.Meeting());
        foreach (var seq in (int[])[0, 1]) (await behind.Put("mic", seq, Sound.Ogg(seq))).ShouldBe(201);
        server.Clock.Advance(TimeSpan.FromSeconds(90));
        await server.Until(async () => await Gauge($"chronote_meeting_lag_seconds{{meeting=\"{behind.Id}\"}}") >= 90);
        (await Gauge($"chronote_meeting_backlog_chunks{{meeting=\"{behind.Id}\"}}")).ShouldBe(2);
        (await Gauge($"chronote_meeting_lag_seconds{{meeting=\"{idle.Id}\"}}")).ShouldBeNull();
        (await behind.Get("/lag")).ShouldBe(200)["lag_seconds"].GetDouble().ShouldBeGreaterThanOrEqualTo(90);
        engine.Says("at last");
        await server.Until(async () =>
        {
            server.Clock.Advance(TimeSpan.FromSeconds(20));
            return await Gauge($"chronote_meeting_lag_seconds{{meeting=\"{behind.Id}\"}}") is null;
        });
        (await Gauge("chronote_queue_oldest_seconds")).ShouldBe(0);

        async Task<double?> Gauge(string series)
        {
            var line = (await server.Nobody.Get("/metrics")).ShouldBe(200).Text.Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
            return line is null ? null : double.Parse(line[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

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
