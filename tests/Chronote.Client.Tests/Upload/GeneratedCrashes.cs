using Chronote.Client.Http;
using Chronote.Client.Spool;
using Chronote.Client.Tests.World;
using Chronote.Client.Upload;

namespace Chronote.Client.Tests.Upload;

/// <summary>Recorders on an unreliable network and disk, killed or cut from power at any point, as a seed draws it.</summary>
[Trait("Speed", "Slow")]
public sealed class GeneratedCrashes
{
    private const int Seeds = 300;

    [Fact]
    public void Nothing_that_was_sealed_is_lost_doubled_or_reordered_whatever_crashes()
    {
        for (var seed = 0; seed < Seeds; seed++) Check(seed);
    }

    private static void Check(int seed)
    {
        var world = new RecorderWorld(seed);
        var draw = new Random(seed + 1000);
        var sealedBodies = new Dictionary<string, List<byte[]>> { ["mic"] = [], ["system"] = [] };
        for (var life = 0; life < 4; life++)
        {
            Worsen(world.Network, draw);
            var process = world.Loop.NewProcess();
            world.Loop.Start(process, () => Live(world, sealedBodies, draw.Next(2) * draw.Next(12)));
            world.Loop.RunFor(TimeSpan.FromMilliseconds(draw.Next(5, 3000)));
            process.Kill();
            if (draw.Next(2) == 0) world.Disk.PowerCut(draw);
            else world.Disk.ProcessDied();
            world.Network.IsDown = draw.Next(4) == 0;
        }
        (world.Network.IsDown, world.Network.BusyRate, world.Network.LoseReply) = (false, 0, 0.2);
        world.Loop.Run(world.Loop.NewProcess(), async () => await (await OpenOrBegin(world)).Deliver(stop: true));

        foreach (var (track, bodies) in sealedBodies)
        {
            var books = world.Books[track];
            // Sealed: Append returned. What was being written when the process died may be there too, and that is fine.
            var stored = books.Stored.Values.Select(chunk => ContentDigest.Of(chunk.Body)).ToList();
            var expected = bodies.Select(body => ContentDigest.Of(body)).ToList();
            stored.Where(expected.Contains).ShouldBe(expected, $"seed {seed}, {track}: all sealed chunks, once, in order");
            stored.Distinct().Count().ShouldBe(stored.Count, $"seed {seed}, {track}: doubled");
            books.Missing().ShouldBeEmpty($"seed {seed}, {track}: the track has holes nobody speaks of");
            var heard = world.Network.AcknowledgementsHeard.Where(each => each.Track == track).Select(each => (each.Seq, each.Digest));
            heard.ShouldAllBe(each => books.Stored[each.Seq].Digest == each.Digest);
            var ledger = world.Ledger.Lines.Where(each => each.Track == track).Select(each => each.Digest);
            expected.Except(ledger).ShouldBeEmpty($"seed {seed}, {track}: delivered without a line in the ledger");
            if (books.Stored.Count > 0) world.Books.StoppedAt![track].ShouldBe(books.Stored.Keys.Last());
        }
        world.News.OfType<UploadNews.TakenOver>().ShouldBeEmpty($"seed {seed}");
        world.News.OfType<UploadNews.Refused>().ShouldBeEmpty($"seed {seed}");
    }

    private static async Task Live(RecorderWorld world, Dictionary<string, List<byte[]>> sealedBodies, int chunks)
    {
        var recorder = await OpenOrBegin(world);
        foreach (var track in sealedBodies.Keys) await recorder.BeginRun(track);
        var delivering = recorder.Upload.Run(CancellationToken.None);
        for (var each = 0; each < chunks; each++)
            foreach (var track in sealedBodies.Keys)
                sealedBodies[track].Add(await recorder.Record(track));
        await delivering;
    }

    private static async Task<RecorderProcess> OpenOrBegin(RecorderWorld world) =>
        await MeetingFolder.ReadJournal(world.Disk, RecorderWorld.Folder, world.Said.Add) is null
            ? await world.Begin("mic", "system")
            : await world.Resume("mic", "system");

    private static void Worsen(UnreliableServer network, Random draw)
    {
        network.LoseRequest = draw.NextDouble() * 0.3;
        network.LoseReply = draw.Next(3) == 0 ? 0.9 : draw.NextDouble() * 0.3;
        network.Duplicate = draw.NextDouble() * 0.2;
        network.BusyRate = draw.NextDouble() * 0.2;
        network.DamageRate = draw.NextDouble() * 0.1;
        network.Latency = TimeSpan.FromMilliseconds(draw.Next(1, 200));
    }
}
