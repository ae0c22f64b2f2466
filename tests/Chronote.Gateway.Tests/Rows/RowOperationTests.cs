using System.Security.Cryptography;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Rows;

/// <summary>The nine row operations of the two-tier storage by their older names, each shown by what does it here, over real SQLite.</summary>
public sealed class RowOperationTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private INormalisationQueue Queue => _server.Service<INormalisationQueue>();
    private DateTimeOffset Lease => _server.Clock.GetUtcNow().AddMinutes(2);

    // The clock stands still, so that no loop takes a step by itself.
    public async Task InitializeAsync() => _server = await TestServer.Start(new ServerWishes(null, new ManualTime()));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Insert_temp_recording_is_a_chunk_put_and_a_repeat_adds_no_second_row()
    {
        var meeting = await _server.Admin.Meeting();
        (await meeting.Put("ana", 0, Sound.Wav(1), "audio/wav")).ShouldBe(201);
        (await meeting.Put("ana", 0, Sound.Wav(1), "audio/wav")).ShouldBe(200);
        var row = Temp(meeting).ShouldHaveSingleItem();
        row.Id.Length.ShouldBe(16);
        (row.User, row.Guild, row.Status, row.Cleaned).ShouldBe(("ana", "default", "QUEUED", 0));
        row.Milliseconds.ShouldBe(1_000);
        row.Pcm.ShouldNotBeNull();
        row.Encoded.ShouldBeNull();
        row.CompletedAt.ShouldBeNull();
        row.CreatedAt.ShouldBe(_server.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Update_temp_recording_transcode_started_takes_a_queued_row_once()
    {
        var meeting = await Queued();
        var chunk = (await Queue.Queued(1)).Single();
        (await Queue.Begin(chunk.ChunkId, Lease)).ShouldBeTrue();
        Temp(meeting).Single().Status.ShouldBe("IN_PROGRESS");
        (await Queue.Begin(chunk.ChunkId, Lease)).ShouldBeFalse();
    }

    [Fact]
    public async Task Update_temp_recording_transcode_completed_brings_audio_digest_and_time_in_one_step()
    {
        var meeting = await Queued();
        var chunk = (await Queue.Queued(1)).Single();
        await Queue.Begin(chunk.ChunkId, Lease);
        var digest = SHA256.HashData("packets"u8);
        (await Queue.Complete(chunk.ChunkId, Sound.Ogg(), new AudioShape(AudioCodec.Wav, 48_000, 0, 50, digest), _server.Clock.GetUtcNow())).ShouldBeTrue();
        var row = Temp(meeting).Single();
        row.Status.ShouldBe("DONE");
        row.Sha256.ShouldBe(Convert.ToHexStringLower(digest));
        row.Encoded.ShouldNotBeNull();
        row.Milliseconds.ShouldBe(1_000);
        row.CompletedAt.ShouldBe(_server.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        (await _server.Service<IChunkStore>().ReadBytes(chunk.Key)).ShouldBe(Sound.Ogg());
        (await Queue.Complete(chunk.ChunkId, Sound.Ogg(2), new AudioShape(AudioCodec.Wav, 48_000, 0, 50, digest), _server.Clock.GetUtcNow())).ShouldBeFalse();
    }

    [Fact]
    public async Task Update_temp_recording_transcode_failed_is_visible_and_keeps_the_source()
    {
        var meeting = await Queued();
        var chunk = (await Queue.Queued(1)).Single();
        await Queue.Begin(chunk.ChunkId, Lease);
        await Queue.Fail(chunk.ChunkId, "not to be encoded");
        var row = Temp(meeting).Single();
        row.Status.ShouldBe("FAILED");
        row.Encoded.ShouldBeNull();
        (await Queue.ReadSource(chunk.ChunkId)).ShouldBe(Sound.Wav(1));
    }

    [Fact]
    public async Task Mark_temp_recording_cleaned_deletes_the_source_of_a_done_row_and_of_no_other()
    {
        var meeting = await Queued();
        var chunk = (await Queue.Queued(1)).Single();
        await Queue.Clean(chunk.ChunkId);
        Temp(meeting).Single().Cleaned.ShouldBe(0);
        (await Queue.ReadSource(chunk.ChunkId)).ShouldNotBeNull();
        await Done(meeting);
        await Queue.Clean(chunk.ChunkId);
        Temp(meeting).Single().Cleaned.ShouldBe(1);
        (await Queue.ReadSource(chunk.ChunkId)).ShouldBeNull();
        (await _server.Service<IChunkStore>().ReadBytes(chunk.Key)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_row_goes_from_QUEUED_to_DONE_to_cleaned_by_itself()
    {
        var meeting = await Queued();
        Temp(meeting).Single().Status.ShouldBe("QUEUED");
        await Done(meeting);
        // The source of a track's last chunk is kept as pre-roll of the next one for a while.
        Temp(meeting).Single().Cleaned.ShouldBe(0);
        _server.Clock.Advance(TimeSpan.FromMinutes(6));
        await _server.Until(() => Temp(meeting).Single().Cleaned == 1, "cleaned");
        (await meeting.Get("/audio/ana.ogg")).ShouldBe(200);
    }

    [Fact]
    public async Task Get_temp_recordings_for_meeting_gives_the_meetings_rows_and_no_others()
    {
        var (meeting, other) = (await _server.Admin.Meeting(), await _server.Admin.Meeting());
        (await meeting.Put("ana", 0, Sound.Ogg(0))).ShouldBe(201);
        (await meeting.Put("ben", 0, Sound.Ogg(1))).ShouldBe(201);
        (await meeting.Put("ana", 1, Sound.Wav(1), "audio/wav")).ShouldBe(201);
        (await other.Put("ana", 0, Sound.Ogg(2))).ShouldBe(201);
        Temp(meeting).Select(row => (row.User, row.Status)).ShouldBe([("ana", "DONE"), ("ben", "DONE"), ("ana", "QUEUED")], ignoreOrder: true);
        var chunks = await _server.Service<IMeetingStore>().Chunks(new TrackKey(new MeetingId(meeting.Id), new TrackId("ana")), 0, 10);
        chunks.Select(chunk => chunk.Receipt.Key.Seq).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Delete_temp_recordings_goes_with_the_meeting_and_takes_the_bytes_along()
    {
        var (meeting, other) = (await Queued(), await _server.Admin.Meeting());
        (await other.Put("ana", 0, Sound.Ogg(2))).ShouldBe(201);
        (await meeting.Delete()).ShouldBe(204);
        Temp(meeting).ShouldBeEmpty();
        Temp(other).ShouldHaveSingleItem();
        _server.Count("SELECT count(*) FROM chunk_bytes").ShouldBe(1);
    }

    [Fact]
    public async Task Insert_persistent_recording_is_a_row_per_track_of_a_completed_meeting()
    {
        var meeting = await _server.Admin.Meeting();
        (await meeting.Put("ana", 0, Sound.Tone(1))).ShouldBe(201);
        (await meeting.Put("ben", 0, Sound.Tone(0.5))).ShouldBe(201);
        (await meeting.Get("/audio/ana.ogg")).ShouldBe(200);
        Recordings(meeting).ShouldBeEmpty("a running meeting has artefacts, and no recording yet");
        await meeting.Stop(("ana", 0), ("ben", 0));
        await meeting.Reaches("completed");
        var rows = Recordings(meeting);
        rows.Select(row => row.Track).ShouldBe(["ana", "ben"]);
        foreach (var row in rows)
        {
            row.Id.Length.ShouldBe(16);
            row.Filename.ShouldBe($"recording_{meeting.Id}_{row.Track}.ogg");
            var file = (await meeting.Get($"/audio/{row.Track}.ogg")).ShouldBe(200);
            row.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(file.Bytes)));
        }
        rows[0].Milliseconds.ShouldBe(1_000);
        rows[1].Milliseconds.ShouldBe(500);
    }

    [Fact]
    public async Task Promote_temp_recordings_to_persistent_joins_the_chunks_and_keeps_up_with_late_ones()
    {
        var meeting = await _server.Admin.Meeting();
        await meeting.OpenEpoch("ana", null, "w");
        (await meeting.PutNamed("ana", 0, Sound.Tone(1), 0)).ShouldBe(201);
        (await meeting.PutNamed("ana", 1, Sound.Tone(1), 0)).ShouldBe(201);
        await meeting.Stop(("ana", 2));
        await meeting.Reaches("completed");
        var first = Recordings(meeting).Single();
        first.Milliseconds.ShouldBe(2_000);
        (await meeting.PutNamed("ana", 2, Sound.Tone(1), 0)).ShouldBe(201);
        await _server.Until(() => Recordings(meeting).Single().Milliseconds == 3_000, "the late second");
        var amended = Recordings(meeting).Single();
        amended.Id.ShouldBe(first.Id);
        amended.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData((await meeting.Get("/audio/ana.ogg")).ShouldBe(200).Bytes)));
        // The receipts stay as long as the meeting: they answer repeats and proofs.
        Temp(meeting).Count.ShouldBe(3);
    }

    private async Task<TestMeeting> Queued()
    {
        var meeting = await _server.Admin.Meeting();
        (await meeting.Put("ana", 0, Sound.Wav(1), "audio/wav")).ShouldBe(201);
        return meeting;
    }

    private Task Done(TestMeeting meeting) => _server.Until(() => Temp(meeting).All(row => row.Status == "DONE"), "DONE");

    private List<TempRow> Temp(TestMeeting meeting) => _server.Rows(
        "SELECT id, user_id, guild_id, created_at, completed_at, pcm_path, mp3_path, transcode_status, sha256, duration_ms, cleaned FROM temp_recordings WHERE meeting_id = $1 ORDER BY id",
        row => new TempRow(
            row.Text(0), row.Text(1), row.Text(2), row.Number(3), row.NumberOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Number(9), row.Integer(10)),
        meeting.Id);

    private List<RecordingRow> Recordings(TestMeeting meeting) => _server.Rows(
        "SELECT id, track, duration_in_ms, sha256, filename FROM recordings WHERE meeting_no = (SELECT meeting_no FROM meetings WHERE meeting = $1) ORDER BY track",
        row => new RecordingRow(row.Text(0), row.Text(1), row.Number(2), row.Text(3), row.Text(4)), meeting.Id);

    private sealed record TempRow(
        string Id, string User, string Guild, long CreatedAt, long? CompletedAt, string? Pcm, string? Encoded, string Status, string? Sha256, long Milliseconds, int Cleaned);

    private sealed record RecordingRow(string Id, string Track, long Milliseconds, string Sha256, string Filename);
}
