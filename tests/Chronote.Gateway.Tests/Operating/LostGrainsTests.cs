using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chronote.Gateway.Tests.Operating;

[Trait("Speed", "Slow")]
public sealed class LostGrainsTests
{
    [Fact]
    public async Task With_every_grain_call_failing_chunks_are_stored_repeated_and_refused_as_ever_and_the_sweep_makes_up_for_the_hints()
    {
        var broken = new FailingGrains.Switch();
        var engine = new ScriptedEngine();
        engine.Says("heard after all");
        await using var server = await TestServer.Start(new ServerWishes(engine, new ManualTime(), services => Break(services, broken)));
        var meeting = await server.Admin.Meeting();
        broken.IsBroken = true;

        (await meeting.OpenEpoch("mic", null, "w")).ShouldBe(201);
        (await meeting.PutNamed("mic", 3_000, Sound.Ogg(1), 0, start: 0)).ShouldBe(201);
        (await meeting.PutNamed("mic", 3_000, Sound.Ogg(1), 0, start: 0)).ShouldBe(200);
        (await meeting.PutNamed("mic", 3_000, Sound.Ogg(2), 0, start: 0)).ShouldBeProblem(409, "conflict");
        (await meeting.PutNamed("mic", 3_001, Sound.Ogg(2), 0, writerEpoch: 4)).ShouldBeProblem(422, "unknown_epoch");
        (await meeting.Post("/tracks/mic/lost", new { writer_epoch = 0, from_seq = 0, to_seq = 2_999, reason = "test" })).ShouldBe(204);
        (await meeting.PutNamed("mic", 5_000, Sound.Ogg(3), 0, start: 0)).ShouldBeProblem(429, "over_credit");
        await server.Until(() => broken.Calls > 3, "failed calls");
        (await meeting.Get("/transcript.json")).ShouldBe(200)["segments"].GetArrayLength().ShouldBe(0);

        broken.IsBroken = false;
        await meeting.Reads("heard after all");
        await server.Until(async () => (await meeting.Track("mic")).Number("credit_seq") > 5_000);
        (await meeting.PutNamed("mic", 5_000, Sound.Ogg(3), 0, start: 0)).ShouldBe(201);
    }

    [Fact]
    public async Task A_late_chunk_whose_hint_was_lost_still_amends_its_meeting()
    {
        var broken = new FailingGrains.Switch();
        await using var server = await TestServer.Start(new ServerWishes(null, new ManualTime(), services => Break(services, broken)));
        var meeting = await server.Admin.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.Stop()).ShouldBe(202);
        await meeting.Reaches("failed");
        broken.IsBroken = true;
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        await server.Until(() => broken.Calls > 0, "a failed hint");
        broken.IsBroken = false;
        await meeting.Reaches("completed");
    }

    [Fact]
    public async Task What_needs_a_grain_says_that_it_is_unknown_and_works_when_repeated()
    {
        var broken = new FailingGrains.Switch();
        await using var server = await TestServer.Start(new ServerWishes(Change: services => Break(services, broken)));
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        broken.IsBroken = true;
        (await meeting.Stop(("mic", 0))).ShouldBeProblem(500, "internal");
        broken.IsBroken = false;
        (await meeting.Stop(("mic", 0))).ShouldBe(202);
    }

    [Fact]
    public async Task Loops_whose_reads_fail_for_a_while_do_not_end_the_server()
    {
        var broken = new FailingGrains.Switch();
        await using var server = await TestServer.Start(new ServerWishes(new ScriptedEngine(), new ManualTime(), services =>
            services.AddSingleton<ITranscriptionQueue>(provider => Interrupted<ITranscriptionQueue>.Around(new SqlTranscriptionQueue(provider.GetRequiredService<SqliteDatabase>()), _ =>
            {
                if (!broken.IsBroken) return null;
                broken.Count();
                return new StoreException(StoreFault.Unavailable, "The disk is away.", TimeSpan.FromSeconds(1));
            }))));
        broken.IsBroken = true;
        var calls = 0;
        for (var i = 0; i < 8; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(6));
            await TestServer.Pause(3);
        }
        (calls = broken.Calls).ShouldBeGreaterThan(8);
        broken.IsBroken = false;
        server.Service<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        await meeting.Reads("all is well");
    }

    private static void Break(IServiceCollection services, FailingGrains.Switch broken)
    {
        var real = services.Last(service => service.ServiceType == typeof(IGrainFactory));
        services.AddSingleton(provider => FailingGrains.Around((IGrainFactory)real.ImplementationFactory!(provider), broken));
    }
}
