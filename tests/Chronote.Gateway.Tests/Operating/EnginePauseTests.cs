using Chronote.Domain;
using Chronote.Domain.Transcription;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

/// <summary>An engine that refuses for too many requests and names a time is left alone by everybody until then (I8).</summary>
public sealed partial class EnginePauseTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Asked = TimeSpan.FromSeconds(40);

    private readonly ScriptedEngine _engine = new();

    [Fact]
    public async Task I8_nobody_asks_before_the_instant_the_engine_named_and_then_every_meeting_gets_its_text()
    {
        await using var server = await TestServer.Start(new ServerWishes(_engine, new ManualTime()));
        var refused = await Refused(server, Asked);
        var other = await Recorded(await server.Tenant("other"));
        await StaysAlone(server, Asked - TimeSpan.FromSeconds(10));
        await other.Reads("all is well");
        await refused.Reads("all is well");
    }

    [Fact]
    public async Task An_engine_that_asks_for_a_day_is_asked_again_after_the_longest_wait_there_is()
    {
        await using var server = await TestServer.Start(new ServerWishes(_engine, new ManualTime()));
        await Refused(server, TimeSpan.FromDays(1));
        var other = await Recorded(server.Admin);
        await StaysAlone(server, Step);
        server.Clock.Advance(Limits.EnginePauseMax);
        // The refused chunk itself waits as long as the engine said.
        await other.Reads("all is well");
        _engine.Asked.ShouldBe(2);
    }

    /// <summary>A meeting whose only chunk was refused; from now on the engine would hear.</summary>
    private async Task<TestMeeting> Refused(TestServer server, TimeSpan wait)
    {
        _engine.Answers(new EngineAnswer.Theirs("too many requests", wait, RateLimited: true));
        var meeting = await Recorded(server.Admin);
        await server.Until(() => server.Count("SELECT count(*) FROM chunks WHERE text_phase = 2") == 1, "the chunk waits for its next attempt");
        _engine.Asked.ShouldBe(1);
        _engine.Says("all is well");
        return meeting;
    }

    private async Task StaysAlone(TestServer server, TimeSpan length)
    {
        for (var gone = TimeSpan.Zero; gone < length; gone += Step)
        {
            server.Clock.Advance(Step);
            await TestServer.Pause();
        }
        _engine.Asked.ShouldBe(1);
    }

    private static async Task<TestMeeting> Recorded(Caller caller)
    {
        var meeting = await caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        return meeting;
    }
}
