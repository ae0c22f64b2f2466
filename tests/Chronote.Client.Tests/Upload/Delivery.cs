using Chronote.Client.Http;
using Chronote.Client.Tests.World;
using Chronote.Client.Upload;

namespace Chronote.Client.Tests.Upload;

public sealed class Delivery
{
    [Fact]
    public void Every_chunk_arrives_once_in_order_and_leaves_the_spool()
    {
        var world = new RecorderWorld(1);
        var bodies = new List<byte[]>();
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 30; each++) bodies.Add(await recorder.Record("mic"));
            await recorder.Deliver(stop: true);
        });
        world.Books["mic"].Stored.Values.Select(chunk => chunk.Body).ShouldBe(bodies);
        world.Disk.Paths.ShouldNotContain(path => path.EndsWith(".chunk"));
        world.Books.StoppedAt!["mic"].ShouldBe(29);
        world.Network.InFlightMost.ShouldBe(4);
    }

    [Fact]
    public void A_chunk_is_never_sent_before_it_would_survive_a_power_cut()
    {
        var world = new RecorderWorld(2);
        var process = world.Loop.NewProcess();
        world.Loop.Start(process, async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            var delivering = recorder.Upload.Run(CancellationToken.None);
            for (var each = 0; each < 5; each++) await recorder.Record("mic");
            await delivering;
        });
        while (world.Network.Puts.Count < 5)
        {
            var before = world.Network.Puts.Count;
            world.Loop.RunUntil(() => world.Network.Puts.Count > before);
            world.Disk.SurvivesPowerCut("meeting/mic/" + $"{world.Network.Puts[^1].Seq:D10}.chunk").ShouldBeTrue();
        }
    }

    [Fact]
    public void What_is_damaged_on_its_way_is_sent_again()
    {
        var world = new RecorderWorld(3) { Network = { DamageRate = 0.5 } };
        Record(world, 20);
        world.Books["mic"].Stored.Count.ShouldBe(20);
        world.News.OfType<UploadNews.Refused>().ShouldBeEmpty();
    }

    [Fact]
    public void A_busy_server_is_not_asked_before_the_time_it_named()
    {
        var world = new RecorderWorld(4) { Network = { PutBusyFor = TimeSpan.FromSeconds(5) } };
        world.Loop.Start(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 3; each++) await recorder.Record("mic");
            await recorder.Deliver();
        });
        world.Loop.RunUntil(() => world.Network.Puts.Count >= 12);
        var instants = world.Network.Puts.Select(put => put.At).ToArray();
        // The first chunks go side by side; after the first answer each waits for at least what it was told.
        instants.Skip(3).Zip(instants.Skip(2)).ShouldAllBe(pair => pair.First - pair.Second >= TimeSpan.FromSeconds(5));
        world.Network.PutBusyFor = null;
        world.Loop.RunUntil(() => world.Books["mic"].Stored.Count == 3, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Nothing_past_the_credit_is_sent()
    {
        var world = new RecorderWorld(5);
        world.Books.CreditWindow = 2;
        Record(world, 25);
        world.Books["mic"].Stored.Count.ShouldBe(25);
        world.Network.Puts.Count.ShouldBe(25, "each was sent once: none was refused for lack of room");
    }

    [Theory]
    [InlineData("after_stop")]
    [InlineData("cancelled")]
    [InlineData("deleted")]
    public void What_an_ended_meeting_refuses_is_kept_and_told(string code)
    {
        var world = new RecorderWorld(6);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            var running = recorder.Upload.Run(CancellationToken.None);
            while (world.Books["mic"].Stored.Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
            if (code == "after_stop") world.Books.Stop(new Wire.StopMeeting(new Dictionary<string, long> { ["mic"] = 0 }));
            else world.Books.Phase = code;
            await recorder.Record("mic");
            recorder.Upload.NoMoreChunks();
            await running;
        });
        world.Disk.Paths.ShouldContain($"meeting/mic/refused/0000000001.{code}.chunk");
        world.News.OfType<UploadNews.MeetingOver>().Single().Code.ShouldBe(code);
    }

    [Fact]
    public void Audio_that_the_server_cannot_read_is_kept_and_its_number_given_up_so_that_the_rest_can_complete()
    {
        var world = new RecorderWorld(7);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            await recorder.Spool("mic").Append(new Client.Spool.SealedChunk(0, 1, 0, false, "audio/ogg", "bad"u8.ToArray()));
            await recorder.Record("mic");
            await recorder.Deliver(stop: true);
        });
        world.Books["mic"].Stored.Keys.ShouldBe([0, 2]);
        world.Books["mic"].Lost.ShouldBe([1]);
        world.Disk.Paths.ShouldContain("meeting/mic/refused/0000000001.bad_audio.chunk");
        world.News.OfType<UploadNews.Refused>().Single().Sentence!.ShouldContain("chunk 1");
    }

    [Fact]
    public void A_conflict_overwrites_nothing_here_or_there()
    {
        var world = new RecorderWorld(8);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            var running = recorder.Upload.Run(CancellationToken.None);
            while (world.Books["mic"].NewestEpoch is null) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
            world.Books["mic"].Stored[0] = new StoredChunk(0, 0, 0, ContentDigest.Of("other"u8), 0, "other"u8.ToArray());
            await recorder.Record("mic");
            recorder.Upload.NoMoreChunks();
            await running;
        });
        world.Disk.Paths.ShouldContain("meeting/mic/refused/0000000000.conflict.chunk");
        world.Books["mic"].Stored[0].Body.ShouldBe("other"u8.ToArray());
        world.Books["mic"].Lost.ShouldBeEmpty();
    }

    [Fact]
    public void A_wrong_key_keeps_everything_and_is_told_once()
    {
        var world = new RecorderWorld(10);
        var work = world.Loop.Start(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            world.Network.KeyIsWrong = true;
            for (var each = 0; each < 5; each++) await recorder.Record("mic");
            await recorder.Deliver();
        });
        world.Loop.RunFor(TimeSpan.FromMinutes(10));
        world.News.OfType<UploadNews.Locked>().Single().Sentence!.ShouldContain("CHRONOTE_ApiKey");
        world.Disk.Paths.Count(path => path.EndsWith(".chunk")).ShouldBe(5);
        world.Network.KeyIsWrong = false;
        world.Loop.RunUntil(() => work.IsCompleted, TimeSpan.FromMinutes(1));
        world.Books["mic"].Stored.Count.ShouldBe(5);
    }

    [Fact]
    public void A_disk_that_fails_for_a_while_loses_nothing()
    {
        var world = new RecorderWorld(9);
        var process = world.Loop.NewProcess();
        var work = world.Loop.Start(process, async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 6; each++) await recorder.Record("mic");
            await recorder.Deliver();
        });
        world.Loop.RunUntil(() => world.Network.Puts.Count == 2);
        world.Disk.IsBroken = true;
        world.Loop.RunFor(TimeSpan.FromMinutes(5));
        world.Disk.IsBroken = false;
        world.Loop.RunUntil(() => work.IsCompleted, TimeSpan.FromMinutes(2));
        work.IsCompletedSuccessfully.ShouldBeTrue();
        world.Books["mic"].Stored.Count.ShouldBe(6);
        world.News.OfType<UploadNews.DiskTrouble>().ShouldNotBeEmpty();
    }

    private static void Record(RecorderWorld world, int chunks) => world.Loop.Run(world.Loop.NewProcess(), async () =>
    {
        var recorder = await world.Begin("mic");
        await recorder.BeginRun("mic");
        for (var each = 0; each < chunks; each++) await recorder.Record("mic");
        await recorder.Deliver();
    });
}
