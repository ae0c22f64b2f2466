using System.Net;
using Chronote.Crash.Audit;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Chronote.Wire;
using Xunit.Abstractions;

namespace Chronote.Crash;

/// <summary>A recorder that died with a full spool comes back under a new epoch and delivers everything at its old place.</summary>
[Trait("Speed", "Slow")]
public sealed class SpoolAfterKill(ITestOutputHelper output)
{
    private const int SpooledMin = 20;

    [Fact]
    public async Task Chunks_spooled_while_the_server_was_down_arrive_at_their_old_places_and_a_zombie_is_refused_throughout_I1_I7()
    {
        using var folder = new TestFolder();
        using var server = new Server(folder);
        await server.Start();
        using var recorder = new Recorder(folder, server, NoiseFile.Write(folder.Path("noise.wav"), TimeSpan.FromSeconds(60)), speed: 10);
        recorder.Record();
        await Wait.Until(() => recorder.Ledger().Count >= 3, TimeSpan.FromSeconds(30), () => $"Nothing was acknowledged:\n{recorder.Said}");
        server.Kill();
        await Wait.Until(() => recorder.Spool().Count >= SpooledMin, TimeSpan.FromSeconds(30), () => $"Nothing was spooled:\n{recorder.Said}");
        recorder.Kill();
        var spooled = recorder.Spool();
        spooled.Count.ShouldBeGreaterThanOrEqualTo(SpooledMin);
        var meeting = recorder.Ledger()[0].Meeting;

        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        var before = await edge.Track(meeting, Recorder.Track);
        before.Epoch.ShouldBe(0);
        using var ended = new CancellationTokenSource();
        var zombie = Zombie(edge, meeting, before.Epoch!.Value, ended.Token);
        try
        {
            recorder.Resume();
            (await recorder.Exited(TimeSpan.FromSeconds(60))).ShouldBe(0, recorder.Said);
        }
        finally
        {
            await ended.CancelAsync();
        }
        var refused = await zombie;
        refused.ShouldBeGreaterThan(0);

        (await edge.Track(meeting, Recorder.Track)).Epoch.ShouldBe(1);
        var chunks = (await edge.Manifest(meeting))[Recorder.Track];
        var byDigest = chunks.GroupBy(chunk => chunk.Digest).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (number, (start, duration, digest)) in spooled)
        {
            var chunk = byDigest.GetValueOrDefault(digest).ShouldNotBeNull($"chunk {number} of the spool did not arrive").ShouldHaveSingleItem();
            (chunk.Seq, chunk.StartSamples, chunk.DurationSamples, chunk.Epoch).ShouldBe((number, start, duration, 0L));
        }
        byDigest.ShouldAllBe(group => group.Value.Count == 1);
        chunks.Select(chunk => chunk.Seq).ShouldBe(Enumerable.Range(0, chunks.Count).Select(seq => (long)seq));
        chunks.Where(chunk => chunk.Epoch == 1).ShouldNotBeEmpty("what was recorded after the crash belongs to the new run");
        await Wait.Until(async () => (await edge.Meeting(meeting)).Phase == "completed", TimeSpan.FromSeconds(30), () => "The meeting was not completed.");
        await Auditor.Prove(edge, meeting, Recorder.Track, chunks);
        output.WriteLine($"{spooled.Count} chunks were in the spool and arrived; {chunks.Count} in all; the zombie was refused {refused} times");
    }

    /// <summary>From the moment on at which the track was taken over, everything a writer of the old epoch sends is refused.</summary>
    private static async Task<int> Zombie(EdgeClient edge, string meeting, long epoch, CancellationToken ended)
    {
        var refused = 0;
        for (var seq = 0L; !ended.IsCancellationRequested; seq = (seq + 1) % 80)
        {
            if ((await edge.Track(meeting, Recorder.Track)).Epoch == epoch) continue;
            var answer = await edge.TryPut(meeting, SampleChunk.Of(Recorder.Track, seq, "a zombie's"), epoch, epoch);
            answer.ShouldNotBeNull();
            (answer.Status, answer.Problem?.Code, answer.Problem?.NewestEpoch).ShouldBe((HttpStatusCode.Conflict, "stale_epoch", (long?)(epoch + 1)));
            refused++;
        }
        return refused;
    }
}
