using Chronote.Domain;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Tracks;

public sealed class LostAndGapTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P24_what_was_given_up_is_a_recorded_gap_and_the_watermark_goes_on()
    {
        var meeting = await WithMissing();
        (await Lost(meeting, 1, 3)).ShouldBe(204);
        var track = await meeting.Track("mic");
        track.Number("watermark").ShouldBe(5);
        track["missing"].GetArrayLength().ShouldBe(0);
        (await InMeeting(meeting)).Watermark.ShouldBe(5);
        var gap = (await meeting.Get("/manifest")).ShouldBe(200)["tracks"][0].GetProperty("gaps")[0];
        gap.GetProperty("from_seq").GetInt64().ShouldBe(1);
        gap.GetProperty("to_seq").GetInt64().ShouldBe(3);
        gap.GetProperty("reason").GetString().ShouldBe("disk");
    }

    [Fact]
    public async Task P13_a_meeting_and_the_list_show_the_watermark_that_the_track_itself_shows()
    {
        var meeting = await WithMissing();
        (await meeting.Track("mic")).Number("watermark").ShouldBe(1);
        (await InMeeting(meeting)).ShouldBe((1, false));
        var listed = (await Caller.Get("/api/v1/meetings?limit=200")).ShouldBe(200)["items"].EnumerateArray().Single(item => item.GetProperty("id").GetString() == meeting.Id);
        listed.GetProperty("tracks")[0].GetProperty("watermark").GetInt64().ShouldBe(1);
        (await meeting.PutNamed("mic", 1, Sound.Ogg(1), 0)).ShouldBe(201);
        (await InMeeting(meeting)).Watermark.ShouldBe(2);
    }

    [Fact]
    public async Task P34_a_number_given_up_is_refused_afterwards()
    {
        var meeting = await WithMissing();
        (await Lost(meeting, 1, 3)).ShouldBe(204);
        (await meeting.PutNamed("mic", 2, Sound.Ogg(2), 0)).ShouldBeProblem(409, "declared_lost");
    }

    [Fact]
    public async Task P24_what_is_stored_is_never_lost_by_a_declaration_that_covers_it()
    {
        var meeting = await WithMissing();
        (await Lost(meeting, 0, 4)).ShouldBe(204);
        (await Lost(meeting, 0, 4)).ShouldBe(204);
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(200);
        var gaps = (await meeting.Get("/manifest")).ShouldBe(200)["tracks"][0].GetProperty("gaps").EnumerateArray().ToList();
        gaps.ShouldHaveSingleItem().GetProperty("from_seq").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task P24_numbers_nobody_gave_out_can_not_be_lost() => (await Lost(await WithMissing(), 3, 5)).ShouldBeProblem(422, "seq_outside_epoch");

    [Fact]
    public async Task P24_numbers_named_at_stop_can_be_given_up()
    {
        var meeting = await WithMissing();
        (await meeting.Stop(("mic", 6))).ShouldBe(202);
        (await Lost(meeting, 1, 3)).ShouldBe(204);
        (await Lost(meeting, 5, 6)).ShouldBe(204);
        (await Lost(meeting, 7, 7)).ShouldBeProblem(422, "seq_outside_epoch");
        (await meeting.PutNamed("mic", 6, Sound.Ogg(6), 0)).ShouldBeProblem(409, "declared_lost");
        (await meeting.Track("mic")).Number("watermark").ShouldBe(7);
        (await meeting.Get()).Number("pending_chunks").ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(3, 2)]
    [InlineData(0, Limits.LostChunksPerCallMax)]
    public async Task P24_a_range_is_a_range(long from, long to) => (await Lost(await WithMissing(), from, to)).ShouldBeProblem(422, "invalid");

    [Theory]
    [InlineData("device_lost")]
    [InlineData("no_signal")]
    [InlineData("spool_full")]
    [InlineData("stalled")]
    [InlineData("paused")]
    public async Task P25_a_gap_says_why_there_is_no_audio(string reason)
    {
        var meeting = await WithMissing();
        (await meeting.Post("/tracks/mic/gaps", new { writer_epoch = 0, start_samples = 48_000, duration_samples = 96_000, reason })).ShouldBe(204);
        var gap = (await meeting.Get("/manifest")).ShouldBe(200)["tracks"][0].GetProperty("gaps")[0];
        gap.GetProperty("reason").GetString().ShouldBe(reason);
        gap.GetProperty("start_samples").GetInt64().ShouldBe(48_000);
        gap.GetProperty("duration_samples").GetInt64().ShouldBe(96_000);
    }

    [Theory]
    [InlineData("""{"writer_epoch":0,"start_samples":0,"duration_samples":1,"reason":"bored"}""", "reason")]
    [InlineData("""{"writer_epoch":0,"start_samples":-1,"duration_samples":1,"reason":"paused"}""", "start_samples")]
    [InlineData("""{"writer_epoch":0,"start_samples":0,"duration_samples":0,"reason":"paused"}""", "duration_samples")]
    public async Task P25_a_wrong_gap_names_the_field(string body, string field) =>
        (await (await WithMissing()).Post("/tracks/mic/gaps", body)).ShouldBeProblem(422, "invalid").String("detail").ShouldContain(field);

    [Fact]
    public async Task P24_P25_a_track_that_is_none_is_unknown()
    {
        var meeting = await Caller.Meeting();
        (await Lost(meeting, 0, 0)).ShouldBeProblem(404, "unknown_track");
        (await meeting.Post("/tracks/mic/gaps", new { writer_epoch = 0, start_samples = 0, duration_samples = 1, reason = "paused" })).ShouldBeProblem(404, "unknown_track");
        (await meeting.Get("/tracks/mic")).ShouldBeProblem(404, "unknown_track");
    }

    [Fact]
    public async Task P26_missing_lists_the_earliest_hundred_ranges()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        await Task.WhenAll(Enumerable.Range(0, 105).Select(i => meeting.PutNamed("mic", 2 * i + 1, Sound.Ogg(i, packets: 2), 0, start: i * 2_000)));
        var track = await meeting.Track("mic");
        track.Number("watermark").ShouldBe(0);
        track.Number("next_seq").ShouldBe(210);
        track["missing"].GetArrayLength().ShouldBe(Limits.MissingRangesShown);
        track["missing"][0].GetProperty("from_seq").GetInt64().ShouldBe(0);
        track["missing"][99].GetProperty("to_seq").GetInt64().ShouldBe(198);
        track.String("phase").ShouldBe("recording");
    }

    private static Task<Answer> Lost(TestMeeting meeting, long from, long to) => meeting.Post("/tracks/mic/lost", new { writer_epoch = 0, from_seq = from, to_seq = to, reason = "disk" });

    // Chunks 0 and 4 of a track are there, 1 to 3 are owed.
    private static async Task<(long Watermark, bool ListsMissing)> InMeeting(TestMeeting meeting)
    {
        var track = (await meeting.Get())["tracks"][0];
        return (track.GetProperty("watermark").GetInt64(), track.TryGetProperty("missing", out _));
    }

    private async Task<TestMeeting> WithMissing()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        (await meeting.PutNamed("mic", 4, Sound.Ogg(4), 0)).ShouldBe(201);
        return meeting;
    }
}
