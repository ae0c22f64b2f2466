using System.Security.Cryptography;
using Chronote.Domain;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Chunks;

public sealed class PutTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private TestServer Server => shared.Server;
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P33_a_stored_chunk_is_answered_with_its_receipt()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        var body = Sound.Ogg(packets: 25);
        var stored = (await meeting.PutNamed("mic", 0, body, 0, start: 4_800)).ShouldBe(201);
        stored.Number("seq").ShouldBe(0);
        stored.Number("epoch").ShouldBe(0);
        stored.String("digest").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(body)));
        stored.Number("start_samples").ShouldBe(4_800);
        stored.Number("duration_samples").ShouldBe(25 * Sound.PacketSamples);
        stored.Number("next_seq").ShouldBe(1);
        stored.Number("credit_seq").ShouldBe(Limits.OutOfOrderChunksMax);
        stored["slow_down"].GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task P33_a_repeat_is_answered_200_with_the_first_answer()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        var first = (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0, start: 0)).ShouldBe(201);
        var again = (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0, start: 0)).ShouldBe(200);
        again.Text.ShouldBe(first.Text);
        // Another place in a repeat moves nothing: the receipt is the first one's.
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0, start: 96_000)).ShouldBe(200).Number("start_samples").ShouldBe(0);
        Server.Count("SELECT count(*) FROM chunks c JOIN tracks t USING (track_no) WHERE t.meeting = $1", meeting.Id).ShouldBe(1);
    }

    [Fact]
    public async Task P33_a_repeat_is_answered_alike_for_the_life_of_the_meeting()
    {
        var meeting = await Caller.Meeting();
        var first = (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        (await meeting.Stop()).ShouldBe(202);
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(200).Text.ShouldBe(first.Text);
        await meeting.Reaches("completed");
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(200).Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task P33_twenty_at_once_are_one_stored_and_nineteen_repeats()
    {
        var meeting = await Caller.Meeting();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => meeting.Put("mic", 0, Sound.Ogg())));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(19);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task P34_another_digest_under_the_same_number_is_a_conflict_and_overwrites_nothing()
    {
        var meeting = await Caller.Meeting();
        var first = (await meeting.Put("mic", 0, Sound.Ogg(1))).ShouldBe(201);
        (await meeting.Put("mic", 0, Sound.Ogg(2))).ShouldBeProblem(409, "conflict");
        (await meeting.Put("mic", 0, Sound.Ogg(1))).ShouldBe(200).Text.ShouldBe(first.Text);
        (await meeting.Get("/manifest"))["tracks"][0].GetProperty("chunks")[0].GetProperty("digest").GetString().ShouldBe(first.String("digest"));
    }

    [Fact]
    public async Task P32_the_first_chunk_opens_epoch_0_and_the_digest_is_computed()
    {
        var meeting = await Caller.Meeting();
        var stored = (await meeting.Put("mic", 0, Sound.Ogg(), contentType: null)).ShouldBe(201);
        stored.Number("epoch").ShouldBe(0);
        stored.String("digest").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Sound.Ogg())));
        (await meeting.Track("mic")).Number("epoch").ShouldBe(0);
    }

    [Fact]
    public async Task P32_a_chunk_without_a_place_follows_the_one_before()
    {
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg(0, packets: 10))).ShouldBe(201).Number("start_samples").ShouldBe(0);
        (await meeting.Put("mic", 1, Sound.Ogg(1, packets: 5))).ShouldBe(201).Number("start_samples").ShouldBe(10 * Sound.PacketSamples);
        (await meeting.Put("mic", 2, Sound.Ogg(2))).ShouldBe(201).Number("start_samples").ShouldBe(15 * Sound.PacketSamples);
    }

    [Theory]
    [InlineData("audio/ogg")]
    [InlineData("audio/ogg; codecs=opus")]
    [InlineData("application/ogg")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task P30_what_senders_call_ogg_is_taken(string? contentType) => (await (await Caller.Meeting()).Put("mic", 0, Sound.Ogg(), contentType)).ShouldBe(201);

    [Theory]
    [InlineData("-1", 422)]
    [InlineData("2147483648", 422)]
    [InlineData("x", 404)]
    [InlineData("99999999999999999999", 404)]
    public async Task P30_a_number_is_a_number(string seq, int status)
    {
        var meeting = await Caller.Meeting();
        var answer = await Caller.Put($"{meeting.Path}/tracks/mic/chunks/{seq}", Sound.Ogg());
        answer.Status.ShouldBe(status);
        answer.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("mic", 201)]
    [InlineData("9.a_b-C", 201)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 201)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 422)]
    [InlineData(".hidden", 422)]
    [InlineData("a%20b", 422)]
    [InlineData("a%2Fb", 422)]
    [InlineData("%C3%A9", 422)]
    public async Task P20_a_track_id_is_of_letters_digits_and_a_few_signs(string track, int status) => (await (await Caller.Meeting()).Put(track, 0, Sound.Ogg())).ShouldBe(status);

    [Fact]
    public async Task P20_a_meeting_has_at_most_256_tracks()
    {
        var meeting = await Caller.Meeting(new { tracks = Enumerable.Range(0, Limits.TracksPerMeetingMax).Select(i => new { id = $"t{i}" }) });
        (await meeting.Put("t7", 0, Sound.Ogg())).ShouldBe(201);
        (await meeting.Put("one-more", 0, Sound.Ogg())).ShouldBeProblem(422, "too_many_tracks");
        (await meeting.OpenEpoch("one-more", null, "w")).ShouldBeProblem(422, "too_many_tracks");
    }

    [Theory]
    [InlineData("Chronote-Epoch", "zero")]
    [InlineData("Chronote-Writer-Epoch", "-1")]
    [InlineData("Chronote-Start-Samples", "1.5")]
    [InlineData("Content-Digest", "md5=:AAAA:")]
    [InlineData("Content-Digest", "sha-256=:AAAA:")]
    [InlineData("Content-Digest", "sha-256=nonsense")]
    public async Task P6_an_unreadable_header_is_a_bad_request(string name, string value) =>
        (await (await Caller.Meeting()).Put("mic", 0, Sound.Ogg(), "audio/ogg", (name, value))).ShouldBeProblem(400, "bad_request");

    [Fact]
    public async Task P35_a_digest_that_does_not_match_is_refused_with_the_one_that_would()
    {
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg(1), "audio/ogg", TestMeeting.Digest(Sound.Ogg(2)))).ShouldBeProblem(422, "digest_mismatch")
            .String("detail").ShouldContain(Convert.ToHexStringLower(SHA256.HashData(Sound.Ogg(1))));
        (await meeting.Get("/tracks/mic")).ShouldBeProblem(404, "unknown_track");
    }

    [Fact]
    public async Task P31_other_algorithms_beside_sha_256_are_ignored()
    {
        var body = Sound.Ogg();
        var (name, value) = TestMeeting.Digest(body);
        (await (await Caller.Meeting()).Put("mic", 0, body, "audio/ogg", (name, $"md5=:AAAAAAAAAAAAAAAAAAAAAA==:, {value}"))).ShouldBe(201);
    }

    [Fact]
    public async Task P37_a_place_lies_at_most_a_day_ahead()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        var day = (long)Limits.PlaceAheadMax.TotalSeconds * Limits.SamplesPerSecond;
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), 0, start: day)).ShouldBe(201);
        // A minute for the time the test itself takes.
        (await meeting.PutNamed("mic", 1, Sound.Ogg(), 0, start: day + 60 * Limits.SamplesPerSecond)).ShouldBeProblem(422, "place_out_of_range");
        (await meeting.PutNamed("mic", 1, Sound.Ogg(), 0, start: long.MaxValue)).ShouldBeProblem(422, "place_out_of_range");
    }

    [Fact]
    public async Task P34_over_the_out_of_order_window_is_429_with_a_time_to_come_back()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.PutNamed("mic", Limits.OutOfOrderChunksMax - 1, Sound.Ogg(1), 0, start: 0)).ShouldBe(201);
        var refused = (await meeting.PutNamed("mic", Limits.OutOfOrderChunksMax, Sound.Ogg(2), 0, start: 0)).ShouldBeProblem(429, "over_credit");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await meeting.Track("mic")).Number("next_seq").ShouldBe(Limits.OutOfOrderChunksMax);
    }

    [Fact]
    public async Task P34_credit_grows_with_the_watermark()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.PutNamed("mic", 3_000, Sound.Ogg(1), 0, start: 0)).ShouldBe(201);
        (await meeting.PutNamed("mic", 5_000, Sound.Ogg(2), 0, start: 0)).ShouldBeProblem(429, "over_credit");
        (await meeting.Post("/tracks/mic/lost", new { writer_epoch = 0, from_seq = 0, to_seq = 2_999, reason = "test" })).ShouldBe(204);
        await Server.Until(async () => (await meeting.Track("mic")).Number("credit_seq") > 5_000);
        (await meeting.PutNamed("mic", 5_000, Sound.Ogg(2), 0, start: 0)).ShouldBe(201);
    }
}
