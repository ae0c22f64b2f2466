using Chronote.Gateway.Tests.World;
using Chronote.Grains.Tracks;

namespace Chronote.Gateway.Tests.Ending;

public sealed class PunctualityTests
{
    private static readonly TimeSpan JustBefore = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task I5_a_hint_that_wants_a_look_soon_does_not_put_off_the_one_at_the_deadline()
    {
        await using var server = await TestServer.Start(new ServerWishes(Clock: new ManualTime()));
        var meeting = await server.Admin.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0)).ShouldBe(201);
        // Off the beat of the poller, which looks at every full second and would hide it.
        server.Clock.Advance(TimeSpan.FromMilliseconds(500));
        var deadline = (await meeting.Stop(("mic", 3))).ShouldBe(202)["deadline_at"].GetDateTimeOffset();
        server.Clock.Advance(deadline - JustBefore - server.Clock.GetUtcNow());
        await TestServer.Pause(10);

        // Several, so that one comes after every look that this step of the clock brought about.
        for (var hint = 0; hint < 4; hint++)
        {
            await server.Service<IGrainFactory>().GetGrain<IParticipantStreamGrain>($"{meeting.Id}/mic").Hint();
            await TestServer.Pause(10);
        }
        (await meeting.Phase()).ShouldBe("draining");
        server.Clock.Advance(JustBefore);
        for (var look = 0; look < 100 && await meeting.Phase() == "draining"; look++) await TestServer.Pause();
        (await meeting.Phase()).ShouldBe("completed");
        (await meeting.Get())["completed_at"].GetDateTimeOffset().ShouldBe(deadline);
    }
}
