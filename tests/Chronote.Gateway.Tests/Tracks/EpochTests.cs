using Chronote.Domain;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Tracks;

public sealed class EpochTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P21_the_first_epoch_is_opened_by_whoever_knows_of_none()
    {
        var meeting = await Caller.Meeting();
        var opened = (await meeting.OpenEpoch("mic", null, "w1", name: "Ana")).ShouldBe(201);
        opened.Number("epoch").ShouldBe(0);
        opened.Number("first_seq").ShouldBe(0);
        opened.Number("next_seq").ShouldBe(0);
        opened.Number("credit_seq").ShouldBe(Limits.OutOfOrderChunksMax);
        (await meeting.Track("mic")).String("name").ShouldBe("Ana");
    }

    [Fact]
    public async Task P22_whoever_missed_an_epoch_is_told_the_newest()
    {
        var meeting = await Caller.Meeting();
        (await meeting.OpenEpoch("mic", null, "w1")).ShouldBe(201);
        (await meeting.OpenEpoch("mic", 0, "w2")).ShouldBe(201);
        (await meeting.OpenEpoch("mic", 0, "w3")).ShouldBeProblem(409, "stale_epoch").Number("newest_epoch").ShouldBe(1);
        (await meeting.OpenEpoch("mic", null, "w3")).ShouldBeProblem(409, "stale_epoch").Number("newest_epoch").ShouldBe(1);
        (await meeting.OpenEpoch("mic", 1, "w3")).ShouldBe(201).Number("epoch").ShouldBe(2);
    }

    [Fact]
    public async Task P22_of_many_at_once_one_takes_the_track_over()
    {
        var meeting = await Caller.Meeting();
        (await meeting.OpenEpoch("mic", null, "w0")).ShouldBe(201);
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => meeting.OpenEpoch("mic", 0, $"w{i}")));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 409).ShouldBe(7);
    }

    [Fact]
    public async Task P22_the_same_writer_asking_again_gets_the_same_answer()
    {
        var meeting = await Caller.Meeting();
        var first = (await meeting.OpenEpoch("mic", null, "w1", firstSeq: 3)).ShouldBe(201);
        var again = (await meeting.OpenEpoch("mic", null, "w1", firstSeq: 3)).ShouldBe(200);
        again.Text.ShouldBe(first.Text);
        (await meeting.OpenEpoch("mic", 0, "w2", firstSeq: 5)).ShouldBe(201);
        var late = (await meeting.OpenEpoch("mic", null, "w1", firstSeq: 3)).ShouldBe(200);
        (late.Number("epoch"), late.Number("first_seq"), late.Number("end_seq"), late.Number("newest_epoch")).ShouldBe((0, 3, 5, 1));
    }

    [Fact]
    public async Task P23_first_seq_is_one_past_what_is_stored_or_what_was_asked_for_whichever_is_more()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w1");
        for (var seq = 0; seq < 3; seq++) (await meeting.PutNamed("mic", seq, Sound.Ogg(seq), 0)).ShouldBe(201);
        (await meeting.OpenEpoch("mic", 0, "w2", firstSeq: 1)).ShouldBe(201).Number("first_seq").ShouldBe(3);
        (await meeting.OpenEpoch("mic", 1, "w3", firstSeq: 40)).ShouldBe(201).Number("first_seq").ShouldBe(40);
    }

    [Fact]
    public async Task P24_a_newer_writer_delivers_what_an_older_one_numbered_with_its_own_epoch()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w1");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        (await meeting.OpenEpoch("mic", 0, "w2", firstSeq: 5)).ShouldBe(201).Number("next_seq").ShouldBe(5);
        (await meeting.Track("mic"))["missing"].ToString().ShouldContain("1");
        for (var seq = 1; seq < 5; seq++)
        {
            var stored = (await meeting.PutNamed("mic", seq, Sound.Ogg(seq), epoch: 0, writerEpoch: 1)).ShouldBe(201);
            stored.Number("epoch").ShouldBe(0);
        }
        var track = await meeting.Track("mic");
        track.Number("watermark").ShouldBe(5);
        track["missing"].GetArrayLength().ShouldBe(0);
        (await meeting.PutNamed("mic", 5, Sound.Ogg(5), epoch: 1)).ShouldBe(201);
    }

    [Fact]
    public async Task P34_an_older_writer_is_refused_throughout_even_with_what_is_stored()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w1");
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        await meeting.OpenEpoch("mic", 0, "w2", firstSeq: 2);
        foreach (var seq in (int[])[0, 1, 2])
            (await meeting.PutNamed("mic", seq, Sound.Ogg(seq), epoch: 0, writerEpoch: 0)).ShouldBeProblem(409, "stale_epoch").Number("newest_epoch").ShouldBe(1);
        (await meeting.Post("/tracks/mic/lost", new { writer_epoch = 0, from_seq = 1, to_seq = 1, reason = "gone" })).ShouldBeProblem(409, "stale_epoch");
        (await meeting.Post("/tracks/mic/gaps", new { writer_epoch = 0, start_samples = 0, duration_samples = 1, reason = "paused" })).ShouldBeProblem(409, "stale_epoch");
    }

    [Fact]
    public async Task P31_a_chunk_belongs_to_the_epoch_that_numbered_it()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w1");
        await meeting.OpenEpoch("mic", 0, "w2", firstSeq: 5);
        (await meeting.PutNamed("mic", 4, Sound.Ogg(4), epoch: 1)).ShouldBeProblem(422, "seq_outside_epoch");
        (await meeting.PutNamed("mic", 5, Sound.Ogg(5), epoch: 0, writerEpoch: 1)).ShouldBeProblem(422, "seq_outside_epoch");
        (await meeting.PutNamed("mic", 5, Sound.Ogg(5), epoch: 7, writerEpoch: 1)).ShouldBeProblem(422, "unknown_epoch");
        (await meeting.PutNamed("mic", 5, Sound.Ogg(5), epoch: 1, writerEpoch: 9)).ShouldBeProblem(422, "unknown_epoch");
    }

    [Fact]
    public async Task P31_an_epoch_nobody_opened_is_unknown_on_a_new_track_too()
    {
        var meeting = await Caller.Meeting();
        (await meeting.PutNamed("mic", 0, Sound.Ogg(), epoch: 5)).ShouldBeProblem(422, "unknown_epoch");
    }

    [Theory]
    [InlineData("Chronote-Epoch", "epoch_required")]
    [InlineData("Chronote-Writer-Epoch", "epoch_required")]
    [InlineData("Content-Digest", "digest_required")]
    [InlineData("Chronote-Start-Samples", "place_required")]
    public async Task P31_on_a_track_opened_by_name_all_four_headers_are_required(string missing, string code)
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w1");
        var body = Sound.Ogg();
        (string, string)[] headers = [("Chronote-Epoch", "0"), ("Chronote-Writer-Epoch", "0"), TestMeeting.Digest(body), ("Chronote-Start-Samples", "0")];
        (await meeting.Put("mic", 0, body, "audio/ogg", [.. headers.Where(header => header.Item1 != missing)])).ShouldBeProblem(422, code);
        (await meeting.Put("mic", 0, body, "audio/ogg", headers)).ShouldBe(201);
    }

    [Theory]
    [InlineData("", "invalid")]
    [InlineData("{}", "invalid")]
    [InlineData("""{"writer":"w","first_seq":-1,"anchor":{"timeline_samples":0,"source_samples":0}}""", "first_seq")]
    [InlineData("""{"writer":"w","first_seq":0}""", "anchor")]
    [InlineData("""{"writer":"w","first_seq":0,"anchor":{"timeline_samples":-1,"source_samples":0}}""", "anchor")]
    [InlineData("""{"writer":"wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww","first_seq":0,"anchor":{"timeline_samples":0,"source_samples":0}}""", "writer")]
    public async Task P21_an_opening_says_writer_first_seq_and_anchor(string body, string names)
    {
        var meeting = await Caller.Meeting();
        var answer = await meeting.Post("/tracks/mic/epochs", body);
        answer.Status.ShouldBeOneOf(400, 422);
        answer.MediaType.ShouldBe("application/problem+json");
        if (names != "invalid") answer.String("detail").ShouldContain(names);
    }
}
