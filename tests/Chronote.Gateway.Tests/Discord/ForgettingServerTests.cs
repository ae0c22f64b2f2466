using System.Security.Cryptography;
using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Tests.World;
using Chronote.Silo.Discord.Recording;
using Chronote.Silo.Discord.Sessions;
using Chronote.Wire;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>What a recorder still holds of a person who was erased.</summary>
public sealed class ForgettingServerTests
{
    [Fact]
    public async Task What_comes_of_an_erased_person_is_taken_and_forgotten_and_that_of_others_is_kept()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        foreach (var track in (string[])["21", "22"])
        {
            await meeting.OpenEpoch(track, null, $"w{track}");
            (await meeting.PutNamed(track, 0, Sound.Ogg(), 0)).ShouldBe(201);
        }
        var erased = new TrackKey(new MeetingId(meeting.Id), new TrackId("21"));
        while (!await server.Service<IErasure>().EraseTrack(erased, server.Service<TimeProvider>().GetUtcNow())) { }

        var forgetting = Forgetting(server);
        (await Put(forgetting, meeting, "21", 1)).ShouldBeOfType<Answer<ChunkAcknowledged>.Ok>();
        (await forgetting.OpenEpoch(new TrackAddress(meeting.Id, "21"), new OpenEpoch(0, "again", 5, new Anchor(0, 0)), default)).ShouldBeOfType<Answer<EpochOpened>.Ok>().Value.FirstSeq.ShouldBe(5);
        (await forgetting.RecordGap(new TrackAddress(meeting.Id, "21"), new RecordGap(0, 960, 960, "paused"), default)).ShouldBeOfType<Answer<Done>.Ok>();
        server.Count("SELECT count(*) FROM chunks c JOIN tracks t ON t.track_no = c.track_no WHERE t.track = '21'").ShouldBe(0);
        (await Put(forgetting, meeting, "22", 1)).ShouldBeOfType<Answer<ChunkAcknowledged>.Ok>();
        server.Count("SELECT count(*) FROM chunks c JOIN tracks t ON t.track_no = c.track_no WHERE t.track = '22'").ShouldBe(2);
    }

    [Fact]
    public async Task A_meeting_that_was_deleted_as_a_whole_refuses_as_ever()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        await meeting.OpenEpoch("21", null, "w");
        (await meeting.Delete()).ShouldBe(204);
        (await Put(Forgetting(server), meeting, "21", 0)).ShouldBeOfType<Answer<ChunkAcknowledged>.Refused>().Problem.Code.ShouldBe("deleted");
    }

    private static ForgettingServer Forgetting(TestServer server)
    {
        var tenant = new TenantId("default");
        return new ForgettingServer(
            new DirectChunkServer(tenant, server.Service<MeetingCalls>(), server.Service<TrackCalls>(), server.Service<ChunkIngest>()), server.Service<IMeetingStore>(), tenant);
    }

    private static Task<Answer<ChunkAcknowledged>> Put(ForgettingServer server, TestMeeting meeting, string track, long seq)
    {
        var body = Sound.Ogg(seed: (int)seq + 9);
        return server.Put(new TrackAddress(meeting.Id, track), new ChunkToSend(seq, 0, 0, seq * 48_000, Convert.ToHexStringLower(SHA256.HashData(body)), "audio/ogg"), body, default);
    }
}
