using System.Net;
using Chronote.Crash.Audit;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Chronote.Storage.Sql.Sqlite;
using Xunit.Abstractions;

namespace Chronote.Crash;

/// <summary>What was under way when the process died is finished after the restart, by itself: files, erasure, and what came late.</summary>
[Trait("Speed", "Slow")]
public sealed class AssemblyAfterKill(ITestOutputHelper output)
{
    private const int Chunks = 1_500;
    private const int PacketBytes = 600;

    [Fact]
    public async Task Files_that_were_being_written_are_finished_after_the_restart_I6()
    {
        using var folder = new TestFolder();
        using var server = new Server(folder);
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        var (meeting, _) = await Record(edge);
        await edge.Stop(meeting);
        var kills = 0;
        for (; kills < 3; kills++)
        {
            await Wait.Until(() => Parts(server).Any() || Whole(server).Any(), TimeSpan.FromSeconds(30), () => $"Nothing was assembled:\n{server.Said}");
            if (!Parts(server).Any()) break;
            server.Kill();
            await server.Start();
        }
        await Completed(edge, meeting);
        Parts(server).ShouldBeEmpty();
        foreach (var (track, chunks) in await edge.Manifest(meeting))
        {
            var report = await Auditor.Prove(edge, meeting, track, chunks);
            report.FoundOnce.ShouldBe(Chunks);
        }
        server.Kill();
        server.Errors.ShouldBeEmpty();
        output.WriteLine($"killed {kills} times while a file was being written");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(120)]
    public async Task A_meeting_that_was_being_deleted_is_gone_after_the_restart_I6_I12(int killedAfterMilliseconds)
    {
        using var folder = new TestFolder();
        using var server = new Server(folder);
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        var (meeting, _) = await Record(edge);
        await edge.Stop(meeting);
        await Completed(edge, meeting);
        Whole(server).Count().ShouldBe(2);

        var deleting = edge.TryDelete(meeting);
        await Wait.For(TimeSpan.FromMilliseconds(killedAfterMilliseconds));
        server.Kill();
        var answered = await deleting is { IsSuccess: true };
        await server.Start();
        if (!answered) (await edge.Delete(meeting)).Status.ShouldBe(HttpStatusCode.NoContent);

        await Wait.Until(() => RowsOf(server, meeting) == 0 && !Directory.EnumerateFiles(server.Blobs, "*", SearchOption.AllDirectories).Any(), TimeSpan.FromSeconds(15),
            () => $"{RowsOf(server, meeting)} rows and {Whole(server).Count()} files are left:\n{server.Said}");
        (await edge.Put(meeting, SampleChunk.Of("a", Chunks), 0, 0)).Problem?.Code.ShouldBe("deleted");
        (await edge.Delete(meeting)).Status.ShouldBe(HttpStatusCode.NoContent);
        output.WriteLine($"answered before the kill: {answered}");
    }

    [Fact]
    public async Task A_late_chunk_acknowledged_just_before_a_kill_amends_its_meeting_after_the_restart_I5_I6()
    {
        using var folder = new TestFolder();
        using var server = new Server(folder, ("DrainDeadline", "00:00:01"));
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        var meeting = await edge.Create();
        await edge.Open(meeting, "a", null, "writer", 0);
        await edge.Stop(meeting);
        await Wait.Until(async () => (await edge.Meeting(meeting)).Phase == "failed", TimeSpan.FromSeconds(20), () => "A meeting without audio did not fail.");

        foreach (var seq in (long[])[0, 1])
        {
            (await edge.Put(meeting, SampleChunk.Of("a", seq), 0, 0)).Status.ShouldBe(HttpStatusCode.Created);
            server.Kill();
            await server.Start();
            await Wait.Until(async () => (await edge.Meeting(meeting)).Phase == "completed" && AssembledChunks(server) == seq + 1, TimeSpan.FromSeconds(10),
                () => $"Late chunk {seq} is in no file: {AssembledChunks(server)} chunks are assembled.");
        }
    }

    /// <summary>Two tracks, written by several requests at once.</summary>
    private static async Task<(string Meeting, IReadOnlyList<string> Tracks)> Record(EdgeClient edge)
    {
        var meeting = await edge.Create();
        string[] tracks = ["a", "b"];
        await Parallel.ForEachAsync(tracks, async (track, _) =>
        {
            await edge.Open(meeting, track, null, $"{track}'s writer", 0);
            await Parallel.ForEachAsync(Enumerable.Range(0, Chunks), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (seq, _) =>
                (await edge.Put(meeting, SampleChunk.Of(track, seq, packetBytes: PacketBytes), 0, 0)).Status.ShouldBe(HttpStatusCode.Created));
        });
        return (meeting, tracks);
    }

    private static Task Completed(EdgeClient edge, string meeting) => Wait.Until(
        async () => (await edge.Meeting(meeting)).Phase == "completed", TimeSpan.FromSeconds(75), () => $"Meeting {meeting} was not completed.");

    private static IEnumerable<string> Parts(Server server) => Directory.EnumerateFiles(server.Blobs, "*.part", SearchOption.AllDirectories);

    private static IEnumerable<string> Whole(Server server) => Directory.EnumerateFiles(server.Blobs, "*.ogg", SearchOption.AllDirectories);

    private static long AssembledChunks(Server server)
    {
        using var session = new SqliteSession(server.Database, readOnly: true);
        return session.Number("SELECT coalesce(max(chunk_count), 0) FROM windows");
    }

    // Everything but the tombstone, in every table that can hold something of a meeting.
    private static long RowsOf(Server server, string meeting)
    {
        using var session = new SqliteSession(server.Database, readOnly: true);
        var no = session.Number("SELECT meeting_no FROM meetings WHERE meeting = $1", meeting);
        var rows = session.Number("SELECT count(*) FROM chunk_bytes") + session.Number("SELECT count(*) FROM epochs");
        foreach (var table in (string[])["chunks", "tracks", "segments", "events", "windows", "artefacts", "notes"])
            rows += session.Number($"SELECT count(*) FROM {table} WHERE meeting_no = $1", no);
        return rows;
    }
}
