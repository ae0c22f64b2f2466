using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

// What a cluster keeps in memory for now ends with its process.
public sealed partial class EnginePauseTests
{
    [Fact]
    public async Task I6_a_restarted_server_still_knows_how_long_the_engine_wants_to_be_left_alone()
    {
        var server = await TestServer.Start(new ServerWishes(_engine, new ManualTime()));
        try
        {
            var refused = await Refused(server, Asked);
            server = await server.Restart();
            var other = await Recorded(server.Admin);
            await StaysAlone(server, Asked - TimeSpan.FromSeconds(10));
            await other.Reads("all is well");
            await new TestMeeting(server.Admin, refused.Id).Reads("all is well");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task I7_a_gate_whose_state_somebody_else_wrote_reads_it_again_and_text_goes_on()
    {
        await using var server = await TestServer.Start(new ServerWishes(_engine, new ManualTime()));
        await Refused(server, TimeSpan.FromSeconds(5));
        await (await Recorded(server.Admin)).Reads("all is well");
        var asked = _engine.Asked;
        // Another activation, as a cluster may have for a moment, wrote meanwhile.
        await server.Change("UPDATE host_states SET etag = 'another'");
        _engine.Answers(new Domain.Transcription.EngineAnswer.Theirs("too many requests", TimeSpan.FromSeconds(5), RateLimited: true));
        var meeting = await Recorded(server.Admin);
        await server.Until(() => server.Log.Lines.Any(line => line.Contains("The gate was not told", StringComparison.Ordinal)), "the gate's write is stale");
        _engine.Says("mended");
        await meeting.Reads("mended");
        _engine.Asked.ShouldBeGreaterThan(asked + 1);
    }
}
