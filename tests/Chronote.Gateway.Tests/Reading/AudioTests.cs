using Chronote.Gateway.Tests.World;
using Chronote.Media.Ogg;

namespace Chronote.Gateway.Tests.Reading;

public sealed class AudioTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P60_a_tracks_audio_is_one_ogg_while_the_meeting_runs()
    {
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Tone(1))).ShouldBe(201);
        var first = (await meeting.Get("/audio/mic.ogg")).ShouldBe(200);
        first.MediaType.ShouldBe("audio/ogg");
        Seconds(first).ShouldBe(1, 0.02);
        (await meeting.Put("mic", 1, Sound.Tone(0.5))).ShouldBe(201);
        Seconds((await meeting.Get("/audio/mic.ogg")).ShouldBe(200)).ShouldBe(1.5, 0.02);
    }

    [Fact]
    public async Task P60_byte_ranges_are_parts_of_the_whole()
    {
        var meeting = await Recorded();
        var whole = (await meeting.Get("/audio/mic.ogg")).ShouldBe(200);
        whole.Headers.AcceptRanges.ShouldContain("bytes");
        foreach (var (range, from, to) in ((string, int, int)[])[("bytes=0-99", 0, 99), ("bytes=100-", 100, whole.Bytes.Length - 1), ("bytes=-50", whole.Bytes.Length - 50, whole.Bytes.Length - 1)])
        {
            var part = (await meeting.Get("/audio/mic.ogg", ("Range", range))).ShouldBe(206);
            part.Bytes.ShouldBe(whole.Bytes[from..(to + 1)]);
            part.Content.ContentRange!.ToString().ShouldBe($"bytes {from}-{to}/{whole.Bytes.Length}");
        }
    }

    [Fact]
    public async Task P60_a_range_behind_the_end_is_416()
    {
        var meeting = await Recorded();
        var length = (await meeting.Get("/audio/mic.ogg")).Bytes.Length;
        var refused = (await meeting.Get("/audio/mic.ogg", ("Range", $"bytes={length}-"))).ShouldBe(416);
        refused.Content.ContentRange!.ToString().ShouldBe($"bytes */{length}");
    }

    [Fact]
    public async Task P60_an_etag_spares_what_is_known_and_changes_with_the_audio()
    {
        var meeting = await Recorded();
        var tag = (await meeting.Get("/audio/mic.ogg")).Headers.ETag!.ToString();
        (await meeting.Get("/audio/mic.ogg", ("If-None-Match", tag))).ShouldBe(304).Bytes.ShouldBeEmpty();
        (await meeting.Get("/audio/mic.ogg", ("If-Range", tag), ("Range", "bytes=0-9"))).ShouldBe(206);
        (await meeting.Put("mic", 1, Sound.Tone(0.5))).ShouldBe(201);
        var changed = (await meeting.Get("/audio/mic.ogg", ("If-None-Match", tag))).ShouldBe(200);
        changed.Headers.ETag!.ToString().ShouldNotBe(tag);
        // A range of a version that is no more gives the whole of the new one.
        (await meeting.Get("/audio/mic.ogg", ("If-Range", tag), ("Range", "bytes=0-9"))).ShouldBe(200).Bytes.ShouldBe(changed.Bytes);
    }

    [Fact]
    public async Task P60_gaps_are_filled_so_that_places_stay_true()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        (await meeting.PutNamed("mic", 0, Sound.Tone(1), 0, start: 48_000)).ShouldBe(201);
        (await meeting.PutNamed("mic", 1, Sound.Tone(1), 0, start: 5 * 48_000)).ShouldBe(201);
        Seconds((await meeting.Get("/audio/mic.ogg")).ShouldBe(200)).ShouldBe(6, 0.02);
    }

    [Fact]
    public async Task P60_chunks_of_other_channels_still_make_a_file()
    {
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Tone(1, channels: 1))).ShouldBe(201);
        (await meeting.Put("mic", 1, Sound.Tone(1, channels: 2))).ShouldBe(201);
        Seconds((await meeting.Get("/audio/mic.ogg")).ShouldBe(200)).ShouldBe(2, 0.02);
    }

    [Fact]
    public async Task P60_a_track_without_audio_has_no_file()
    {
        var meeting = await Caller.Meeting(new { tracks = new[] { new { id = "mic" } } });
        (await meeting.Get("/audio/mic.ogg")).ShouldBeProblem(404, "not_found");
        (await meeting.Get("/audio/system.ogg")).ShouldBeProblem(404, "unknown_track");
        (await meeting.Get("/audio/..%2Fx.ogg")).Status.ShouldBe(404);
    }

    private async Task<TestMeeting> Recorded()
    {
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.Tone(1))).ShouldBe(201);
        return meeting;
    }

    private static double Seconds(Answer answer)
    {
        var read = OggOpusChunk.Read(answer.Bytes);
        read.Fault.ShouldBeNull();
        return read.Value!.DurationSamples / 48_000.0;
    }
}
