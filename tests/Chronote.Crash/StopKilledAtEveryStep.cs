using System.Net;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Xunit.Abstractions;

namespace Chronote.Crash;

/// <summary>A meeting is stopped, and the server killed at each commit and each file that stopping takes: it completes by its deadline, or 5 s after the restart (I5).</summary>
[Trait("Speed", "Slow")]
public sealed class StopKilledAtEveryStep(ITestOutputHelper output)
{
    private const int CommitsExpectedMin = 3;
    private const int CommitsMax = 60;
    private const int Chunks = 3;
    private const int DrainSeconds = 3;
    private static readonly TimeSpan UpMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1500);

    [Fact]
    public async Task A_stop_killed_at_any_step_completes_in_time_I5()
    {
        using var folder = new TestFolder();
        using var server = new Server(
            folder, ("DrainDeadline", $"00:00:{DrainSeconds:00}"), ("Transcription__Engine", "command"), ("Transcription__Command__Line", "printf hello%.0s {audio}"));
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        await StopAndKill(server, edge, "no call", when: 1);

        var commits = 0;
        while (commits < CommitsMax && await StopAndKill(server, edge, "fdatasync", commits + 1)) commits++;
        commits.ShouldBeInRange(CommitsExpectedMin, CommitsMax - 1, "commits between a stop and its end");
        foreach (var call in (string[])["fsync", "rename"]) (await StopAndKill(server, edge, call, when: 1)).ShouldBeTrue($"a file is written on the way: {call}");
        output.WriteLine($"killed at {commits} commits, a file's sync and its rename");
    }

    /// <returns>Whether it was killed before the meeting had completed.</returns>
    private async Task<bool> StopAndKill(Server server, EdgeClient edge, string call, int when)
    {
        var meeting = await edge.Create();
        await edge.Open(meeting, "mic", null, "writer", 0);
        for (var seq = 0; seq < Chunks; seq++) (await edge.Put(meeting, SampleChunk.Of("mic", seq), 0, 0)).Status.ShouldBe(HttpStatusCode.Created);

        var killed = false;
        if (call != "no call")
        {
            using var killer = new SystemCallKiller(server.ProcessId, call, when);
            await killer.Attach();
            var answer = await edge.TryStop(meeting);
            await Wait.Until(
                async () => server.HasExited || answer is not null && (await edge.TryMeeting(meeting))?.Phase == "completed",
                TimeSpan.FromSeconds(60), () => $"Meeting {meeting} never ended:\n{server.Said}");
            killed = server.HasExited;
        }
        if (killed) await server.Start();
        var up = Wait.Now;
        // Nobody was told that it is stopped: whoever asked asks again.
        var stopped = (await edge.Stop(meeting)).Body<Wire.MeetingView>();
        var deadline = stopped.DeadlineAt.ShouldNotBeNull();
        var latest = deadline > up + UpMax ? deadline : up + UpMax;
        await Wait.Until(async () => (await edge.Meeting(meeting)).Phase == "completed", latest - up + TimeSpan.FromSeconds(30), () => $"Meeting {meeting} never ended:\n{server.Said}");
        var view = await edge.Meeting(meeting);
        output.WriteLine($"{call} {when}: {(killed ? "killed" : "not reached")}, completed {(view.CompletedAt!.Value - up).TotalSeconds:0.00} s after the server was up");
        view.CompletedAt.Value.ShouldBeLessThan(latest + Tolerance);
        (await edge.Manifest(meeting))["mic"].Select(chunk => chunk.Seq).ShouldBe([0, 1, 2]);
        return killed;
    }
}
