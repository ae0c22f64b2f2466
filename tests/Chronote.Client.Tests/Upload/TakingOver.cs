using Chronote.Client.Tests.World;
using Chronote.Client.Upload;

namespace Chronote.Client.Tests.Upload;

public sealed class TakingOver
{
    [Fact]
    public void Twenty_chunks_left_by_a_killed_recorder_arrive_under_a_new_epoch_at_their_old_places()
    {
        var world = new RecorderWorld(11);
        var first = world.Loop.NewProcess();
        var bodies = new List<byte[]>();
        var recorded = false;
        world.Loop.Start(first, async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            _ = recorder.Upload.Run(CancellationToken.None);
            for (var each = 0; each < 5; each++) bodies.Add(await recorder.Record("mic"));
            while (world.Books["mic"].Stored.Count < 5) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
            world.Network.IsDown = true;
            for (var each = 0; each < 20; each++) bodies.Add(await recorder.Record("mic"));
            recorded = true;
        });
        world.Loop.RunUntil(() => recorded);
        first.Kill();
        world.Disk.ProcessDied();
        world.Disk.Paths.Count(path => path.EndsWith(".chunk")).ShouldBeGreaterThanOrEqualTo(20);

        world.Network.IsDown = false;
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Resume("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            bodies.Add(await recorder.Record("mic"));
            await recorder.Deliver(stop: true);
        });

        var stored = world.Books["mic"].Stored.Values.ToArray();
        stored.Select(chunk => chunk.Body).ShouldBe(bodies, "all of them, each once, in order");
        stored.Take(25).ShouldAllBe(chunk => chunk.Epoch == 0);
        stored[25].Epoch.ShouldBe(1);
        stored.Skip(6).ShouldAllBe(chunk => chunk.WriterEpoch == 1);
        stored.Select(chunk => chunk.StartSamples).ShouldBe(Enumerable.Range(0, 26).Select(each => stored[0].StartSamples + each * 240_000L));
        world.Books.StoppedAt!["mic"].ShouldBe(25);
    }

    [Fact]
    public void A_zombie_of_the_old_epoch_is_refused_throughout_and_says_who_has_the_track()
    {
        var world = new RecorderWorld(12);
        var zombie = world.Loop.NewProcess();
        RecorderProcess? old = null;
        var zombieWork = world.Loop.Start(zombie, async () =>
        {
            old = await world.Begin("mic");
            await old.BeginRun("mic");
            var running = old.Upload.Run(CancellationToken.None);
            await old.Record("mic");
            await running;
        });
        world.Loop.RunUntil(() => world.Books["mic"].Stored.Count == 1);
        world.Books.Open("mic", new Wire.OpenEpoch(0, "somebody else", 1, new Wire.Anchor(0, 0))).ShouldBeOfType<Server.Answer<Wire.EpochOpened>.Ok>();

        world.Loop.Run(zombie, async () =>
        {
            for (var each = 0; each < 10; each++) await old!.Record("mic");
        });
        world.Loop.RunUntil(() => zombieWork.IsCompleted);
        world.Loop.RunFor(TimeSpan.FromHours(1));

        world.Books["mic"].Stored.Count.ShouldBe(1, "nothing of the zombie was stored");
        world.Books["mic"].StaleRefused.ShouldBeInRange(1, 4, "it stopped at the first refusal; what was on its way came along");
        world.News.OfType<UploadNews.TakenOver>().Single().NewestEpoch.ShouldBe(1);
        world.Disk.Paths.Count(path => path.EndsWith(".chunk")).ShouldBe(10, "its audio stays on its disk");
    }

    [Fact]
    public void A_recorder_that_lost_an_epochs_answer_asks_again_and_is_no_stranger_to_itself()
    {
        var world = new RecorderWorld(13) { Network = { LoseReply = 0.6 } };
        for (var life = 0; life < 4; life++)
        {
            var process = world.Loop.NewProcess();
            world.Loop.Start(process, async () =>
            {
                var recorder = life == 0 ? await world.Begin("mic") : await world.Resume("mic");
                await recorder.BeginRun("mic");
                await recorder.Record("mic");
                await recorder.Upload.Run(CancellationToken.None);
            });
            world.Loop.RunFor(TimeSpan.FromMilliseconds(250));
            process.Kill();
            world.Disk.ProcessDied();
        }
        world.Network.LoseReply = 0;
        world.Loop.Run(world.Loop.NewProcess(), async () => await (await world.Resume("mic")).Deliver(stop: true));
        world.News.OfType<UploadNews.TakenOver>().ShouldBeEmpty();
        world.Books["mic"].Stored.Keys.ShouldBe([0, 1, 2, 3]);
        world.Books["mic"].Stored.Values.Select(chunk => chunk.Epoch).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void A_run_that_recorded_nothing_and_never_heard_its_epoch_is_still_remembered()
    {
        var world = new RecorderWorld(16);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            await recorder.Deliver();
        });
        var deaf = world.Loop.NewProcess();
        world.Loop.Start(deaf, async () =>
        {
            var recorder = await world.Resume("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            world.Network.LoseReply = 1;
            await recorder.BeginRun("mic");
            await recorder.Upload.Run(CancellationToken.None);
        });
        world.Loop.RunUntil(() => world.Books["mic"].NewestEpoch == 1);
        deaf.Kill();
        world.Disk.ProcessDied();
        world.Network.LoseReply = 0;
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Resume("mic");
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            await recorder.Deliver();
        }, TimeSpan.FromMinutes(1));
        world.News.OfType<UploadNews.TakenOver>().ShouldBeEmpty();
        world.Books["mic"].Stored.Values.Select(chunk => chunk.Epoch).ShouldBe([0, 2]);
    }

    [Fact]
    public void A_recorder_that_began_offline_numbers_after_those_who_recorded_the_track_before()
    {
        var world = new RecorderWorld(14);
        world.Books.Create("key");
        world.Books.Open("mic", new Wire.OpenEpoch(null, "before", 0, new Wire.Anchor(0, 0)));
        for (var seq = 0; seq < 7; seq++) world.Books["mic"].Stored.Add(seq, new StoredChunk(seq, 0, 0, "", 0, []));
        world.Network.IsDown = true;
        var process = world.Loop.NewProcess();
        var work = world.Loop.Start(process, async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 3; each++) await recorder.Record("mic");
            await recorder.Deliver(stop: true);
        });
        world.Loop.RunFor(TimeSpan.FromMinutes(3));
        world.Network.IsDown = false;
        world.Loop.RunUntil(() => work.IsCompleted);
        world.Books["mic"].Stored.Keys.ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        world.Books.StoppedAt!["mic"].ShouldBe(9);
    }

    [Fact]
    public void A_source_that_came_back_is_a_new_epoch_of_the_same_recorder()
    {
        var world = new RecorderWorld(15);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            await recorder.Spool("mic").NoteGap(new Client.Spool.PendingGap(240_000, 96_000, "device_lost"));
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            await recorder.Deliver();
        });
        world.Books["mic"].Stored.Values.Select(chunk => (chunk.Seq, chunk.Epoch)).ShouldBe([(0, 0), (1, 1)]);
        world.Books["mic"].Gaps.Select(gap => gap.Reason).ShouldBe(["device_lost"]);
    }
}
