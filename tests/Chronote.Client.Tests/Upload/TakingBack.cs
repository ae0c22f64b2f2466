using Chronote.Client.Server;
using Chronote.Client.Tests.World;
using Chronote.Wire;

namespace Chronote.Client.Tests.Upload;

/// <summary>What a recorder does with its audio after somebody else held its track, and what a disk that refuses may not undo.</summary>
public sealed class TakingBack
{
    [Fact]
    public void What_was_numbered_before_the_takeover_was_noticed_gets_other_numbers_and_keeps_its_places()
    {
        var world = new RecorderWorld(21);
        var bodies = new List<byte[]>();
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            bodies.Add(await recorder.Record("mic"));
            var running = recorder.Upload.Run(CancellationToken.None);
            while (world.Books["mic"].Stored.Count < 1) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
            world.Books.Open("mic", new OpenEpoch(0, "somebody else", 1, new Anchor(0, 0)));
            world.Books["mic"].Stored.Add(1, new StoredChunk(1, 1, 1, "", 0, []));
            for (var each = 0; each < 3; each++) bodies.Add(await recorder.Record("mic"));
            await running;
            recorder.Folder.Dispose();
        });
        world.Books["mic"].Stored.Count.ShouldBe(2);

        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Resume("mic");
            await recorder.Spool("mic").TakeBack(1);
            await recorder.Deliver(stop: true);
        });

        var ours = world.Books["mic"].Stored.Values.Where(chunk => chunk.Epoch != 1).ToArray();
        ours.Select(chunk => chunk.Body).ShouldBe(bodies, "all of them, each once, in order");
        ours.Select(chunk => (chunk.Seq, chunk.Epoch)).ShouldBe([(0, 0), (2, 2), (3, 2), (4, 2)]);
        ours.Select(chunk => chunk.StartSamples - ours[0].StartSamples).ShouldBe([0, 240_000, 480_000, 720_000]);
        world.Disk.Paths.ShouldNotContain(path => path.Contains("refused", StringComparison.Ordinal));
        world.Books["mic"].Lost.ShouldBeEmpty("the other one's numbers are not ours to give up");
        world.Books.StoppedAt!["mic"].ShouldBe(4);
    }

    [Fact]
    public void What_is_left_goes_out_under_an_epoch_of_our_own_also_when_nothing_new_is_recorded()
    {
        var world = new RecorderWorld(22);
        var body = Array.Empty<byte>();
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            body = await recorder.Record("mic");
            // It opened its epoch and sent nothing yet; the other one knows that chunk 0 is owed, and goes on from 1.
            world.Books.Open("mic", new OpenEpoch(null, recorder.Spool("mic").Journal.Runs[0].Writer, 0, new Anchor(0, 0)));
            world.Books.Open("mic", new OpenEpoch(0, "somebody else", 1, new Anchor(0, 0)));
            await recorder.Deliver();
        });
        var stored = world.Books["mic"].Stored.Values.ShouldHaveSingleItem();
        (stored.Seq, stored.Epoch, stored.WriterEpoch).ShouldBe((0, 0, 2));
        stored.Body.ShouldBe(body);
    }

    [Fact]
    public void An_epoch_that_the_disk_would_not_note_is_not_used_before_it_does()
    {
        var world = new RecorderWorld(23);
        var process = world.Loop.NewProcess();
        world.Loop.Start(process, async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            world.Disk.IsBroken = true;
            await recorder.Deliver();
        });
        world.Loop.RunUntil(() => world.Books["mic"].NewestEpoch == 0);
        world.Loop.RunFor(TimeSpan.FromMinutes(5));
        world.Books["mic"].Stored.ShouldBeEmpty();

        world.Disk.IsBroken = false;
        world.Loop.RunUntil(() => world.Books["mic"].Stored.Count == 1);
        world.Books["mic"].NewestEpoch.ShouldBe(0);
    }

    [Fact]
    public void A_run_that_is_begun_again_after_the_disk_refused_it_is_one_run()
    {
        var world = new RecorderWorld(24);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            world.Disk.IsBroken = true;
            foreach (var refuses in new[] { true, false })
            {
                world.Disk.IsBroken = refuses;
                (await Begin(recorder)).ShouldBe(!refuses);
            }
            recorder.Spool("mic").Journal.Runs.Count.ShouldBe(1);
            await recorder.Record("mic");
            await recorder.Deliver();
        });
        world.Books["mic"].Stored.Keys.ShouldBe([0]);
    }

    [Fact]
    public void A_disk_that_refuses_the_meetings_notes_is_asked_again_and_ends_nothing()
    {
        var world = new RecorderWorld(25);
        var process = world.Loop.NewProcess();
        var work = world.Loop.Start(process, async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            await recorder.Record("mic");
            await recorder.Upload.WantStop();
            world.Disk.IsBroken = true;
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeOfType<Answer<MeetingView>.Unknown>();
            recorder.Folder.Journal.Meeting.ShouldBeNull("what the disk does not say has not been learnt");
            await recorder.Deliver();
        });
        world.Loop.RunFor(TimeSpan.FromMinutes(1));
        world.Books["mic"].Stored.ShouldBeEmpty();
        world.Disk.IsBroken = false;
        world.Loop.RunUntil(() => work.IsCompleted);
        world.Books["mic"].Stored.Count.ShouldBe(1);
        world.Books.StoppedAt!["mic"].ShouldBe(0);
    }

    [Fact]
    public void Every_run_with_something_left_learns_where_it_ended_not_only_the_newest()
    {
        var world = new RecorderWorld(26);
        var bodies = new List<byte[]>();
        var first = world.Loop.NewProcess();
        world.Loop.Start(first, async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            bodies.Add(await recorder.Record("mic"));
            var running = recorder.Upload.Run(CancellationToken.None);
            while (world.Books["mic"].Stored.Count < 1) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
            world.Network.IsDown = true;
            for (var each = 0; each < 2; each++) bodies.Add(await recorder.Record("mic"));
            await running;
        });
        world.Loop.RunUntil(() => bodies.Count == 3);
        first.Kill();
        world.Disk.ProcessDied();
        world.Books.Open("mic", new OpenEpoch(0, "somebody else", 1, new Anchor(0, 0)));
        world.Books["mic"].Stored.Add(1, new StoredChunk(1, 1, 1, "", 0, []));

        // A run of its own begins before anybody noticed, so that the one that was cut short is not the newest.
        foreach (var takesBack in new[] { false, true })
            world.Loop.Run(world.Loop.NewProcess(), async () =>
            {
                var recorder = await world.Resume("mic");
                world.Network.IsDown = false;
                if (takesBack) await recorder.Spool("mic").TakeBack(recorder.Spool("mic").Journal.TakenOverByEpoch!.Value);
                else
                {
                    await recorder.BeginRun("mic");
                    bodies.Add(await recorder.Record("mic"));
                }
                await recorder.Deliver(stop: takesBack);
            });

        var ours = world.Books["mic"].Stored.Values.Where(chunk => chunk.Epoch != 1).ToArray();
        ours.Select(chunk => chunk.Body).ShouldBe(bodies, "all of them, each once, in order");
        world.Disk.Paths.ShouldNotContain(path => path.Contains("refused", StringComparison.Ordinal));
    }

    /// <param name="theirFirst">From where on the numbers belong to somebody else.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_a_run_gives_after_others_took_its_numbers_gets_other_numbers_also_when_that_was_known_before(long theirFirst)
    {
        var world = new RecorderWorld(27);
        var bodies = new List<byte[]>();
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            (await recorder.Upload.TryConnect(CancellationToken.None)).ShouldBeNull();
            await recorder.BeginRun("mic");
            // Its first request was heard and its answer not; meanwhile somebody else opened an epoch.
            world.Books.Open("mic", new OpenEpoch(null, recorder.Spool("mic").Journal.Runs[0].Writer, 0, new Anchor(0, 0)));
            world.Books.Open("mic", new OpenEpoch(0, "somebody else", theirFirst, new Anchor(0, 0)));
            var running = recorder.Upload.Run(CancellationToken.None);
            while (recorder.Spool("mic").Journal.Runs[0].Epoch is null) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
            for (var each = 0; each < 4; each++) bodies.Add(await recorder.Record("mic"));
            recorder.Upload.NoMoreChunks();
            await running;
            recorder.Folder.Dispose();
        });
        world.Books["mic"].Stored.Values.Select(chunk => chunk.Body).ShouldBe(bodies, "all of them, each once, in order");
        world.Books["mic"].Stored.Values.Select(chunk => chunk.Epoch).ShouldBe(Enumerable.Range(0, 4).Select(number => number < theirFirst ? 0L : 2L));
        world.Disk.Paths.ShouldNotContain(path => path.Contains("refused", StringComparison.Ordinal));
    }

    private static async Task<bool> Begin(RecorderProcess recorder)
    {
        try
        {
            await recorder.Spool("mic").BeginRun("w", new Anchor(0, 0));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
