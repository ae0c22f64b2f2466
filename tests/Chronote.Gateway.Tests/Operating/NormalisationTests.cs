using Chronote.Gateway.Tests.World;
using Chronote.Media;
using Chronote.Media.Ogg;

namespace Chronote.Gateway.Tests.Operating;

/// <summary>WAV and FLAC are stored as received and become Opus afterwards, once.</summary>
public sealed class NormalisationTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private TestServer Server => shared.Server;
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P30_wav_and_flac_become_opus_and_keep_their_digests()
    {
        var meeting = await Caller.Meeting();
        var (wav, flac) = (Sound.Wav(1, 16_000), Sound.Flac(0.5, 44_100));
        var first = (await meeting.Put("mic", 0, wav, "audio/wav")).ShouldBe(201);
        first.Number("duration_samples").ShouldBe(48_000);
        var second = (await meeting.Put("mic", 1, flac, "audio/flac")).ShouldBe(201);
        second.Number("start_samples").ShouldBe(48_000);
        await Server.Until(async () => (await meeting.Get("/manifest"))["tracks"][0].GetProperty("chunks").EnumerateArray().All(chunk => chunk.GetProperty("packets").GetInt32() > 0));
        var chunks = (await meeting.Get("/manifest"))["tracks"][0].GetProperty("chunks");
        chunks[0].GetProperty("digest").GetString().ShouldBe(first.String("digest"));
        chunks[1].GetProperty("digest").GetString().ShouldBe(second.String("digest"));
        var audio = OggOpusChunk.Read((await meeting.Get("/audio/mic.ogg")).ShouldBe(200).Bytes).Value!;
        (audio.DurationSamples / 48_000.0).ShouldBe(1.5, 0.02);
    }

    [Fact]
    public async Task A_repeat_of_a_wav_is_a_repeat_before_and_after_it_was_encoded()
    {
        var meeting = await Caller.Meeting();
        var first = (await meeting.Put("mic", 0, Sound.Wav(), "audio/wav")).ShouldBe(201);
        (await meeting.Put("mic", 0, Sound.Wav(), "audio/wav")).ShouldBe(200).Text.ShouldBe(first.Text);
        await Encoded(meeting);
        (await meeting.Put("mic", 0, Sound.Wav(), "audio/wav")).ShouldBe(200).Text.ShouldBe(first.Text);
        (await meeting.Put("mic", 0, Sound.Wav(hz: 441), "audio/wav")).ShouldBeProblem(409, "conflict");
    }

    [Fact]
    public async Task The_text_of_a_wav_comes_after_it_was_encoded()
    {
        shared.Engine.Says("from a wave file");
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Wav(), "audio/wav")).ShouldBe(201);
        (await meeting.Stop(("mic", 0))).ShouldBe(202);
        await meeting.Reads("from a wave file");
        await meeting.Reaches("completed");
        (await meeting.Get("/audio/mic.ogg")).ShouldBe(200);
    }

    [Fact]
    public async Task A_chunk_that_can_not_be_encoded_is_failed_dead_and_queued_again_by_retry()
    {
        var meeting = await Caller.Meeting();
        var wav = Sound.Wav();
        (await meeting.Put("mic", 0, wav, "audio/wav")).ShouldBe(201);
        await Server.Change("UPDATE chunk_bytes SET bytes = x'00' WHERE chunk_id = (SELECT chunk_id FROM chunks c JOIN tracks t USING (track_no) WHERE t.meeting = $1)", meeting.Id);
        await Server.Until(() => Status(meeting) == "FAILED", "FAILED");
        (await meeting.Get()).Number("dead_chunks").ShouldBe(1);
        Server.Log.Lines.ShouldContain(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(meeting.Id, StringComparison.Ordinal));
        // Somebody mends the storage and asks again.
        await Server.Change("UPDATE chunk_bytes SET bytes = $2 WHERE chunk_id = (SELECT chunk_id FROM chunks c JOIN tracks t USING (track_no) WHERE t.meeting = $1)", meeting.Id, wav);
        shared.Engine.Says("mended");
        (await meeting.Post("/retry")).ShouldBe(200).Number("retried").ShouldBe(1);
        await meeting.Reads("mended");
        (await meeting.Get()).Number("dead_chunks").ShouldBe(0);
    }

    [Fact]
    public async Task A_crash_while_encoding_is_made_good_at_the_next_start()
    {
        var server = await TestServer.Start(new ServerWishes(null, new ManualTime()));
        try
        {
            var meeting = await server.Admin.Meeting();
            (await meeting.Put("mic", 0, Sound.Wav(), "audio/wav")).ShouldBe(201);
            await server.Change("UPDATE chunks SET normalisation = 'IN_PROGRESS'");
            server = await server.Restart();
            await server.Until(() => server.Count("SELECT count(*) FROM chunks WHERE normalisation = 'DONE'") == 1);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_full_disk_while_encoding_is_made_good_when_there_is_room_again()
    {
        await using var server = await TestServer.Start(new ServerWishes(null, new ManualTime()));
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Wav(20), "audio/wav")).ShouldBe(201);
        await server.Full();
        await server.Until(() => server.Log.Lines.Any(line => line.Contains("Encoding waits", StringComparison.Ordinal)), "a failure");
        await server.Roomy();
        await server.Until(() => server.Count("SELECT count(*) FROM chunks WHERE normalisation = 'DONE'") == 1, "DONE");
    }

    [Fact]
    public async Task What_could_not_be_encoded_in_one_piece_is_refused_and_not_acknowledged()
    {
        var values = MediaLimits.PcmValuesMax + 48_000;
        var wav = new byte[44 + values];
        Media.Wav.WavWriter.Header(wav, 16_000, 1, 2 * (values / 2));
        // 8 bits a value: more values than 16 bits would give in as many bytes.
        (wav[32], wav[34]) = (1, 8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 16_000);
        (await (await Caller.Meeting()).Put("mic", 0, wav, "audio/wav")).ShouldBeProblem(422, "bad_audio").String("detail").ShouldStartWith("too_long");
    }

    private Task Encoded(TestMeeting meeting) => Server.Until(() => Status(meeting) == "DONE", "DONE");

    private string Status(TestMeeting meeting) => Server.Rows("SELECT transcode_status FROM temp_recordings WHERE meeting_id = $1", row => row.Text(0), meeting.Id).Single();
}
