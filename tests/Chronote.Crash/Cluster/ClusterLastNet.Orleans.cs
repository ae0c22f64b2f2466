using Chronote.Crash.Edge;
using Npgsql;
using Xunit.Abstractions;

namespace Chronote.Crash.Cluster;

/// <summary>A meeting's reminder in the cluster's table: it wakes the meeting when nothing else does, and goes when nothing will happen any more.</summary>
[Trait("Speed", "Slow")]
[Collection(nameof(ClusterAlone))]
public sealed class ClusterLastNet(ITestOutputHelper output)
{
    // Reminders come once a minute; the servers start, and read them, before the first one.
    private static readonly TimeSpan ReminderMax = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_meeting_whose_due_row_is_lost_is_completed_by_its_reminder_on_another_silo_I5()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 2, ("DrainDeadline", "00:00:20"), ("Transcription__Engine", "command"), ("Transcription__Command__Line", "sleep 600 {audio}"));
        await cluster.Start();
        using var edge = new EdgeClient(cluster.Silos[0].Address, cluster.Silos[0].Key);
        var (meeting, cancelled) = (await edge.Create("to be reminded"), await edge.Create("to be cancelled"));
        await edge.Open(meeting, "mic", null, "writer", 0);
        (await edge.Put(meeting, SampleChunk.Of("mic", 0), 0, 0)).IsSuccess.ShouldBeTrue();
        (await edge.Stop(meeting)).IsSuccess.ShouldBeTrue();
        (await edge.Cancel(cancelled)).IsSuccess.ShouldBeTrue();
        (await Number(cluster, $"SELECT count(*) FROM cluster_reminders WHERE grain LIKE '%{meeting}'")).ShouldBe(1);
        (await Number(cluster, $"SELECT count(*) FROM cluster_reminders WHERE grain LIKE '%{cancelled}'")).ShouldBe(0);

        foreach (var silo in cluster.Silos) silo.Kill();
        (await Number(cluster, $"WITH gone AS (DELETE FROM due WHERE key = '{meeting}' RETURNING 1) SELECT count(*) FROM gone")).ShouldBe(1);
        await cluster.Silos[1].Start();
        var up = Wait.Now;
        using var other = new EdgeClient(cluster.Silos[1].Address, cluster.Silos[1].Key);
        await Wait.Until(async () => (await other.Meeting(meeting)).Phase == "completed", ReminderMax, () => "Nothing reminded the meeting.");
        output.WriteLine($"reminded and completed {(Wait.Now - up).TotalSeconds:0.0} s after the start");
    }

    private static async Task<long> Number(SiloCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.Connection + "Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
