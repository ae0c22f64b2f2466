using System.Diagnostics;
using Chronote.Crash.Audit;
using Chronote.Crash.Edge;
using Chronote.Crash.Processes;
using Xunit.Abstractions;

namespace Chronote.Crash;

/// <summary>The server, and a recorder, killed at random moments while writers never stop; one data folder over all rounds.</summary>
[Trait("Speed", "Slow")]
public sealed class KillRounds(ITestOutputHelper output)
{
    private const int Writers = 4;
    private const int RepeatsPerRound = 20;
    private const double RecorderSpeed = 6;

    private static int Rounds => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long" ? 300 : 20;

    [Fact]
    public async Task Whatever_is_killed_every_acknowledged_chunk_is_in_the_files_once_and_nobody_repairs_by_hand_I1_I3_I6_I7()
    {
        var began = Stopwatch.GetTimestamp();
        using var folder = new TestFolder();
        using var server = new Server(folder);
        await server.Start();
        using var edge = new EdgeClient(server.Address, server.Key);
        using var recorder = new Recorder(folder, server, NoiseFile.Write(folder.Path("noise.wav"), TimeSpan.FromSeconds(9 * Math.Min(Rounds, 60))), RecorderSpeed);
        recorder.Record();
        var ledger = new Ledger(folder.Path("ledger"));
        var meeting = await edge.Create();
        var writers = Enumerable.Range(0, Writers).Select(i => new TrackWriter(edge, ledger, meeting, $"track-{i}", i)).ToList();
        using var ended = new CancellationTokenSource();
        var writing = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.Run(ended.Token))));
        try
        {
            var draw = new Random(1);
            var (serverKills, recorderKills) = (0, 0);
            for (var round = 0; round < Rounds; round++)
            {
                await Wait.For(TimeSpan.FromMilliseconds(draw.Next(600)));
                server.Kill();
                serverKills++;
                if (draw.Next(3) == 0 && !recorder.HasExited && recorder.Ledger().Count > 0)
                {
                    recorder.Kill();
                    recorder.Resume();
                    recorderKills++;
                }
                if (draw.Next(4) == 0)
                {
                    // Also while it starts: recovery itself must survive a kill.
                    server.Begin();
                    await Wait.For(TimeSpan.FromMilliseconds(draw.Next(900)));
                    server.Kill();
                    serverKills++;
                }
                await server.Start();
                await Auditor.CheckManifest(edge, meeting, ledger);
                await Auditor.CheckRepeats(edge, meeting, ledger, track => writers.Single(writer => writer.Track == track).NewestEpoch, draw, RepeatsPerRound);
                writers.SelectMany(writer => writer.Violations).ShouldBeEmpty();
            }
            await ended.CancelAsync();
            await writing;

            await edge.Stop(meeting, writers.ToDictionary(writer => writer.Track, writer => writer.Last));
            await Completed(edge, meeting);
            await Auditor.CheckManifest(edge, meeting, ledger);
            var manifest = await edge.Manifest(meeting);
            foreach (var writer in writers)
            {
                manifest[writer.Track].Select(chunk => chunk.Seq).ShouldBe(Enumerable.Range(0, (int)writer.Last + 1).Select(seq => (long)seq), "every number was sent until it was acknowledged");
                await Auditor.Prove(edge, meeting, writer.Track, manifest[writer.Track]);
            }
            writers.SelectMany(writer => writer.Violations).ShouldBeEmpty();
            var recorded = await CheckRecorder(edge, recorder);
            server.Kill();
            server.Errors.ShouldBeEmpty();
            output.WriteLine(
                $"{Rounds} rounds, server killed {serverKills} times, recorder {recorderKills} times; acknowledged {ledger.Count} + {recorded} by the recorder, lost 0, doubled 0; "
                + $"zombies refused {writers.Sum(writer => writer.ZombieRefused)} times, epochs {writers.Sum(writer => writer.NewestEpoch + 1)}; {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static async Task<int> CheckRecorder(EdgeClient edge, Recorder recorder)
    {
        (await recorder.Exited(TimeSpan.FromSeconds(90))).ShouldBe(0, recorder.Said);
        recorder.Spool().ShouldBeEmpty();
        var lines = recorder.Ledger();
        var meeting = lines.Select(line => line.Meeting).Distinct().ShouldHaveSingleItem();
        await Completed(edge, meeting);
        var chunks = (await edge.Manifest(meeting))[Recorder.Track];
        var stored = chunks.ToDictionary(chunk => chunk.Seq);
        lines.Where(line => !(stored.TryGetValue(line.Seq, out var chunk) && (chunk.Digest, chunk.StartSamples, chunk.DurationSamples) == (line.Digest, line.StartSamples, line.DurationSamples)))
            .ShouldBeEmpty("acknowledged to the recorder, and not in the manifest as acknowledged");
        lines.Select(line => line.Seq).Distinct().Order().ShouldBe(stored.Keys.Order(), "the recorder's ledger knows of every chunk there is");
        await Auditor.Prove(edge, meeting, Recorder.Track, chunks);
        return chunks.Count;
    }

    private static Task Completed(EdgeClient edge, string meeting) => Wait.Until(
        async () => (await edge.Meeting(meeting)).Phase == "completed", TimeSpan.FromSeconds(75), () => $"Meeting {meeting} was not completed.");
}
