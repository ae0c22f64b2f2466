using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Ending;

/// <summary>An active meeting has a reminder of its own: it wakes it when everything else that should has been lost.</summary>
[Trait("Speed", "Slow")]
public sealed class LastNetTests
{
    private static readonly TimeSpan PastDeadline = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I5_a_meeting_whose_due_row_is_lost_completes_by_its_reminder_and_by_nothing_else(bool isReminded)
    {
        var server = await TestServer.Start(new ServerWishes(Clock: new ManualTime()));
        try
        {
            var meeting = await Recorded(server);
            (await meeting.Stop(("mic", 3))).ShouldBe(202);
            // While no server runs: one that is at work would write them again at its next look.
            server = await server.Restart(["DELETE FROM due", .. isReminded ? (string[])[] : ["DELETE FROM reminders"]]);
            meeting = new TestMeeting(server.Admin, meeting.Id);
            server.Clock.Advance(PastDeadline);
            if (isReminded) await meeting.Reaches("completed");
            else
            {
                for (var minute = 0; minute < 3; minute++)
                {
                    server.Clock.Advance(TimeSpan.FromMinutes(1));
                    await TestServer.Pause(5);
                }
                (await meeting.Phase()).ShouldBe("draining");
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task It_is_there_while_the_meeting_is_active_and_gone_when_nothing_will_happen_any_more()
    {
        await using var server = await TestServer.Start(new ServerWishes(new ScriptedEngine(), new ManualTime()));
        var (ended, cancelled, deleted) = (await Recorded(server), await Recorded(server), await Recorded(server));
        foreach (var meeting in (TestMeeting[])[ended, cancelled, deleted]) Reminders(meeting).ShouldBe(1);

        await ended.Stop();
        await ended.Reaches("completed");
        await server.Until(() => Reminders(ended) == 0, "completed, and forgotten");
        (await ended.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        await server.Until(() => server.Count("SELECT max(chunk_count) FROM windows") == 2, "its file is made anew");
        await server.Until(() => Reminders(ended) == 0, "amended, and forgotten again");

        (await cancelled.Post("/cancel")).ShouldBe(202);
        await server.Until(() => Reminders(cancelled) == 0, "cancelled, and forgotten");

        // As long as something is left to erase, something must see to it.
        (await deleted.Delete()).Status.ShouldBeInRange(200, 204);
        await server.Until(() => server.Count("SELECT count(*) FROM tracks WHERE meeting = $1", deleted.Id) == 0, "its rows are erased");
        Reminders(deleted).ShouldBe(1);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        await server.Until(() => Reminders(deleted) == 0, "deleted, and forgotten");

        long Reminders(TestMeeting meeting) => server.Count("SELECT count(*) FROM reminders WHERE grain = $1 AND name = 'progress'", $"meeting/{meeting.Id}");
    }

    private static async Task<TestMeeting> Recorded(TestServer server)
    {
        var meeting = await server.Admin.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0)).ShouldBe(201);
        return meeting;
    }
}
