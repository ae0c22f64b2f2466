using System.Globalization;
using System.Net.Http.Headers;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Xunit.Abstractions;

namespace Chronote.Crash.Cluster;

/// <summary>Three silos share one engine: its limits hold over all of them, and text and events of a meeting are the same through each.</summary>
[Trait("Speed", "Slow")]
[Collection(nameof(ClusterAlone))]
public sealed class ClusterText(ITestOutputHelper output)
{
    private const int Meetings = 12;
    private const int Chunks = 10;
    private const int ConcurrencyMax = 2;
    private static readonly TimeSpan TextMax = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Every_chunk_gets_its_text_once_from_an_engine_that_all_silos_share_though_one_of_them_is_killed_I4_I6_I8()
    {
        using var folder = new TestFolder();
        var log = folder.Path("engine-log");
        using var cluster = new SiloCluster(
            folder, silos: 3, ("Transcription__Engine", "command"), ("Transcription__Command__Line", $"sh {Engine(folder, log)} {{audio}}"),
            ("Transcription__Command__TimeMax", "00:00:05"), ("Transcription__Concurrency", ConcurrencyMax.ToString(CultureInfo.InvariantCulture)));
        await cluster.Start();
        var edges = cluster.Edges(TimeSpan.FromSeconds(40));
        var meetings = new List<string>();
        for (var i = 0; i < Meetings; i++)
        {
            var meeting = await edges[i % 3].Create($"text {i}");
            await edges[i % 3].Open(meeting, "mic", null, "writer", 0);
            for (var seq = 0; seq < Chunks; seq++) (await edges[(i + seq) % 3].Put(meeting, SampleChunk.Of("mic", seq, meeting), 0, 0)).IsSuccess.ShouldBeTrue();
            meetings.Add(meeting);
        }
        await Wait.Until(() => File.Exists(log) && File.ReadAllLines(log).Length >= 8, TextMax, () => "The engine was never asked.");
        cluster.Silos[0].Kill();
        var killed = Wait.Now;
        foreach (var meeting in meetings)
            await Wait.Until(async () => (await edges[1].Lag(meeting)) is { PendingChunks: 0 }, TextMax, () => $"Meeting {meeting} did not get all of its text.");
        output.WriteLine($"killed one of three silos; all text was there {(Wait.Now - killed).TotalSeconds:0.0} s later; at most {Overlap(log)} requests at once of {ConcurrencyMax} allowed");
        // A killed silo's programs go on for as long as they take: for the engine they are requests that nobody waits for, within their grants' time.
        Overlap(log).ShouldBeLessThanOrEqualTo(ConcurrencyMax);
        foreach (var meeting in meetings)
        {
            var (first, second) = (await edges[1].Text(meeting, "transcript.json"), await edges[2].Text(meeting, "transcript.json"));
            first.ShouldBe(second);
            first.Split("hello").Length.ShouldBeGreaterThan(1);
        }
        foreach (var edge in edges) edge.Dispose();
    }

    [Fact]
    public async Task Events_of_a_meeting_are_read_through_any_silo_while_they_happen()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 3);
        await cluster.Start();
        var edges = cluster.Edges(TimeSpan.FromSeconds(40));
        var meeting = await edges[0].Create();
        using var http = new HttpClient { BaseAddress = new Uri(cluster.Silos[2].Address, "/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Silos[2].Key);
        using var events = new StreamReader(await http.GetStreamAsync($"meetings/{meeting}/events"));
        await Until(events, "event: recording.started");
        await edges[1].Open(meeting, "mic", null, "writer", 0);
        (await edges[1].Put(meeting, SampleChunk.Of("mic", 0), 0, 0)).IsSuccess.ShouldBeTrue();
        (await edges[0].Stop(meeting)).IsSuccess.ShouldBeTrue();
        await Until(events, "event: recording.stopped");
        await Until(events, "event: recording.completed");
        foreach (var edge in edges) edge.Dispose();
    }

    private static async Task Until(StreamReader events, string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (await events.ReadLineAsync(patience.Token) != line) { }
    }

    /// <summary>A program that says when it begins and ends, and takes a moment.</summary>
    private static string Engine(TestFolder folder, string log)
    {
        var path = folder.Path("engine.sh");
        File.WriteAllText(path, $"""
            echo "+ $(date +%s%N)" >> {log}
            sleep 0.3
            echo "- $(date +%s%N)" >> {log}
            printf hello
            """);
        return path;
    }

    // Begins and ends in the order of their instants.
    private static int Overlap(string log)
    {
        var (now, most) = (0, 0);
        foreach (var line in File.ReadAllLines(log).OrderBy(line => line[2..], StringComparer.Ordinal))
            most = Math.Max(most, now += line[0] == '+' ? 1 : -1);
        return most;
    }
}
