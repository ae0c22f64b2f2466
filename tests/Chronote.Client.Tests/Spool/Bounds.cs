using Chronote.Client.Spool;
using Chronote.Client.Tests.World;

namespace Chronote.Client.Tests.Spool;

public sealed class Bounds
{
    [Fact]
    public void A_spool_says_full_while_there_is_still_room_to_seal_what_is_open()
    {
        var world = new RecorderWorld(31) { Budget = new SpoolBudget(new SpoolLimits { SpoolBytesMax = 20_000, SealingBytesReserve = 5_000 }) };
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            while (!await recorder.Spool("mic").IsFull()) await recorder.Record("mic");
            world.Budget.UsedBytes.ShouldBeInRange(14_500, 15_500);
            await recorder.Record("mic");
            await recorder.Deliver();
            world.Budget.UsedBytes.ShouldBe(0);
            (await recorder.Spool("mic").IsFull()).ShouldBeFalse();
        });
    }

    [Fact]
    public void A_disk_that_fills_up_closes_the_recording_before_it_is_full()
    {
        var limits = new SpoolLimits { FreeBytesMin = 1_000_000, SealingBytesReserve = 1_000 };
        var world = new RecorderWorld(32) { Budget = new SpoolBudget(limits), Disk = { Free = 1_001_001 } };
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            (await recorder.Spool("mic").IsFull()).ShouldBeFalse();
            await recorder.Record("mic");
            (await recorder.Spool("mic").IsFull()).ShouldBeTrue();
        });
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Of_a_long_backlog_memory_holds_only_the_oldest_names_and_all_of_it_is_delivered()
    {
        var world = new RecorderWorld(33) { Network = { Latency = TimeSpan.Zero } };
        var most = 0;
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 2000; each++) await recorder.Record("mic");
            recorder.Spool("mic").WaitingChunks.ShouldBe(2000);
            recorder.Spool("mic").Shrunk += () => most = Math.Max(most, recorder.Spool("mic").Waiting.Count());
            most = recorder.Spool("mic").Waiting.Count();
            await recorder.Deliver();
        });
        most.ShouldBeLessThanOrEqualTo(600);
        world.Books["mic"].Stored.Keys.ShouldBe(Enumerable.Range(0, 2000).Select(each => (long)each));
    }

    [Fact]
    public void A_number_is_never_given_twice_even_when_everything_was_delivered_before_the_crash()
    {
        var world = new RecorderWorld(34);
        for (var life = 0; life < 5; life++)
        {
            world.Loop.Run(world.Loop.NewProcess(), async () =>
            {
                var recorder = life == 0 ? await world.Begin("mic") : await world.Resume("mic");
                recorder.Spool("mic").Journal.NextNumber.ShouldBe(life * 3);
                await recorder.BeginRun("mic");
                var running = recorder.Upload.Run(CancellationToken.None);
                while (world.Books["mic"].NewestEpoch != life) await Task.Delay(TimeSpan.FromMilliseconds(100), world.Loop.Time);
                for (var each = 0; each < 3; each++) await recorder.Record("mic");
                recorder.Upload.NoMoreChunks();
                await running;
                recorder.Folder.Dispose();
            });
            world.Disk.PowerCut(new Random(life));
        }
        world.Books["mic"].Stored.Count.ShouldBe(15);
        world.Books["mic"].NextSeq.ShouldBe(15);
    }
}
