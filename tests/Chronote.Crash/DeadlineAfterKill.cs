using System.Net;
using System.Net.Sockets;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Chronote.Wire;
using Xunit.Abstractions;

namespace Chronote.Crash;

/// <summary>A stopped meeting completes by its stored deadline whatever is pending; after a crash within 5 s of the server being up (I5).</summary>
[Trait("Speed", "Slow")]
public sealed class DeadlineAfterKill(ITestOutputHelper output)
{
    private static readonly TimeSpan UpMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1500);

    [Theory]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task Text_that_never_comes_does_not_hold_the_end_up_I5(int drainSeconds, bool backAfterTheDeadline)
    {
        using var folder = new TestFolder();
        using var server = new Server(
            folder, ("DrainDeadline", $"00:00:{drainSeconds:00}"),
            ("Transcription__Engine", "command"), ("Transcription__Command__Line", "sleep 600 {audio}"), ("Transcription__Concurrency", "1"));
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        var meetings = await Record(edge, meetings: 5, chunks: 8);
        foreach (var meeting in meetings) (await edge.Stop(meeting)).IsSuccess.ShouldBeTrue();
        await CheckDeadlines(server, edge, meetings, backAfterTheDeadline, view => view.PendingChunks.ShouldBe(8));
    }

    [Fact]
    public async Task A_notes_writer_that_hangs_does_not_hold_the_end_up_I5()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var folder = new TestFolder();
        using var server = new Server(
            folder, ("DrainDeadline", "00:00:04"), ("Transcription__Engine", "command"), ("Transcription__Command__Line", "printf hello%.0s {audio}"), ("Notes__Writer", "chat"),
            ("Notes__OpenAI__BaseUrl", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/v1"), ("Notes__OpenAI__ApiKey", "x"));
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        var meetings = await Record(edge, meetings: 5, chunks: 3);
        foreach (var meeting in meetings) (await edge.Stop(meeting)).IsSuccess.ShouldBeTrue();
        await CheckDeadlines(server, edge, meetings, backAfterTheDeadline: false, _ => { });
        silent.Pending().ShouldBeTrue("the writer was asked, and did not answer");
    }

    private async Task CheckDeadlines(Server server, EdgeClient edge, IReadOnlyList<string> meetings, bool backAfterTheDeadline, Action<MeetingView> check)
    {
        var deadlines = new Dictionary<string, DateTimeOffset>();
        foreach (var meeting in meetings) deadlines[meeting] = (await edge.Meeting(meeting)).DeadlineAt.ShouldNotBeNull();
        server.Kill();
        if (backAfterTheDeadline) await Wait.Until(() => Wait.Now > deadlines.Values.Max(), TimeSpan.FromSeconds(30), () => "");
        await server.Start();
        var up = Wait.Now;
        foreach (var meeting in meetings)
        {
            var latest = deadlines[meeting] > up + UpMax ? deadlines[meeting] : up + UpMax;
            await Wait.Until(async () => (await edge.Meeting(meeting)).Phase == "completed", latest - up + TimeSpan.FromSeconds(30), () => $"Meeting {meeting} never ended:\n{server.Said}");
            var view = await edge.Meeting(meeting);
            output.WriteLine($"completed {(view.CompletedAt!.Value - deadlines[meeting]).TotalSeconds:0.00} s after the deadline, "
                + $"{(view.CompletedAt.Value - up).TotalSeconds:0.00} s after the server was up");
            view.DeadlineAt.ShouldBe(deadlines[meeting], "a crash moves no deadline");
            view.CompletedAt.Value.ShouldBeLessThan(latest + Tolerance);
            check(view);
        }
    }

    private static async Task<IReadOnlyList<string>> Record(EdgeClient edge, int meetings, int chunks)
    {
        var made = new List<string>();
        for (var i = 0; i < meetings; i++)
        {
            var meeting = await edge.Create();
            await edge.Open(meeting, "mic", null, "writer", 0);
            for (var seq = 0; seq < chunks; seq++) (await edge.Put(meeting, SampleChunk.Of("mic", seq), 0, 0)).Status.ShouldBe(HttpStatusCode.Created);
            made.Add(meeting);
        }
        return made;
    }
}
