using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Transcription;

namespace Chronote.Domain.Tests;

/// <summary>Limits checked against each other. Each test says why two of them belong together.</summary>
public sealed class LimitsTests
{
    /// <summary>RFC 6716: a frame has at most 1,275 bytes, which is 510 kbit/s in frames of 20 ms.</summary>
    private const int OpusBytesPerSecondMax = 1_275 * 50;

    /// <summary>64 kbit/s: more than any speech needs.</summary>
    private const int SpeechBytesPerSecondMax = 8_000;

    private const double UsualPacketSeconds = 0.02;

    private static readonly TimeSpan RecorderChunkMax = TimeSpan.FromSeconds(15);

    // A byte per 255 for lacing, 27 for each page of a second, and the two header pages.
    private static double OggBytes(double opusBytes, TimeSpan length) => opusBytes * (1 + 1.0 / 255) + 28 * length.TotalSeconds + 1_024;

    // ---- a chunk

    [Fact]
    public void The_longest_chunk_of_good_speech_fits_the_largest_body()
        => OggBytes(Limits.ChunkDurationMax.TotalSeconds * SpeechBytesPerSecondMax, Limits.ChunkDurationMax).ShouldBeLessThanOrEqualTo(Limits.OpusChunkBytesMax,
            "an hour of speech can be handed over whole; a sender of more bytes a second meets the limit of bytes first, and is told so");

    [Fact]
    public void The_longest_unit_at_the_highest_bitrate_of_Opus_fits_the_largest_body()
        => OggBytes(Limits.UnitDurationMax.TotalSeconds * OpusBytesPerSecondMax, Limits.UnitDurationMax).ShouldBeLessThanOrEqualTo(Limits.OpusChunkBytesMax);

    [Fact]
    public void The_longest_chunk_may_be_made_of_usual_packets()
    {
        var packets = Limits.ChunkDurationMax.TotalSeconds / UsualPacketSeconds;
        ((double)Limits.PacketsPerChunkMax).ShouldBeGreaterThanOrEqualTo(packets * 1.1, "pre-skip and end trim are packets that have no duration");
        ((double)Limits.PacketsPerChunkMax).ShouldBeLessThanOrEqualTo(packets * 2, "else it bounds nothing");
    }

    [Fact]
    public void A_recorder_is_never_taken_for_silent()
        => (4 * RecorderChunkMax + TimeSpan.FromMinutes(1)).ShouldBeLessThanOrEqualTo(Limits.SourceSilentMax,
            "nothing is stored between two chunks, and the next one may take a minute to arrive");

    [Fact]
    public void A_chunk_a_minute_long_is_no_special_case()
        => Limits.ChunkDurationMax.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(90), "recorders exist that cut every 60 s, and none cuts to the sample");

    [Fact]
    public void Numbers_of_a_track_outlast_any_meeting()
        => TimeSpan.FromSeconds(Limits.SeqMax).ShouldBeGreaterThan(TimeSpan.FromDays(365 * 50), "at a chunk each second");

    // ---- order and back-pressure

    [Fact]
    public void I2_The_worst_order_a_track_may_be_in_fits_a_grains_state()
        => (Limits.OutOfOrderChunksMax / 2 * 2 * sizeof(long)).ShouldBeLessThanOrEqualTo(Limits.GrainStateBytesMax / 2,
            "every second number missing, two ends per range; the other half is for everything else");

    [Fact]
    public void What_a_track_may_run_ahead_can_be_given_up_in_one_call() => Limits.LostChunksPerCallMax.ShouldBeGreaterThanOrEqualTo(Limits.OutOfOrderChunksMax);

    [Fact]
    public void A_track_may_run_ahead_for_as_long_as_a_short_outage_of_its_spool_lasts()
        => (Limits.OutOfOrderChunksMax * TimeSpan.FromSeconds(5)).ShouldBeGreaterThan(TimeSpan.FromHours(4), "a chunk is seldom shorter than 5 s");

    [Fact]
    public void A_page_of_rows_is_at_most_what_one_read_may_hold()
    {
        Limits.ListPageDefault.ShouldBeInRange(1, Limits.ListPageMax);
        Limits.ListPageMax.ShouldBeLessThanOrEqualTo(Limits.RowsPerReadMax);
        Limits.ManifestPageChunks.ShouldBeLessThanOrEqualTo(Limits.RowsPerReadMax);
        Limits.MissingRangesShown.ShouldBeLessThanOrEqualTo(Limits.RowsPerReadMax);
        Limits.TracksPerMeetingMax.ShouldBeLessThanOrEqualTo(Limits.RowsPerReadMax);
    }

    // ---- storage

    [Fact]
    public void Every_body_that_is_accepted_fits_one_batch()
        => Math.Max(Limits.OpusChunkBytesMax, Limits.PcmChunkBytesMax).ShouldBeLessThanOrEqualTo(Limits.BatchBytesMax, "a batch that can't hold it would have no limit");

    [Fact]
    public void The_queue_holds_several_batches_so_that_one_fills_while_another_is_committed()
        => Limits.WriteQueueBytesMax.ShouldBeGreaterThanOrEqualTo(4 * Limits.BatchBytesMax);

    [Fact]
    public void Ordinary_chunks_fill_a_batch_by_count_before_they_fill_it_by_bytes()
        => (Limits.BatchChunksMax * 15 * 64_000 / 8).ShouldBeLessThanOrEqualTo(Limits.BatchBytesMax, "15 s at 64 kbit/s");

    [Fact]
    public void A_log_due_for_its_checkpoint_still_takes_everything_that_waits()
        => (Limits.WalCheckpointBytes + Limits.WriteQueueBytesMax + Limits.BatchBytesMax).ShouldBeLessThan(Limits.WalBytesMax,
            "writers are refused only when checkpoints fail, not because one is slow");

    // ---- bodies

    [Fact]
    public void A_request_that_uses_every_limit_of_its_fields_fits_the_largest_JSON_body()
    {
        // A character written as \uXXXX takes six bytes.
        var track = Limits.TrackIdCharactersMax + 6 * Limits.NameCharactersMax + """{"id":"","name":""},""".Length;
        var create = Limits.TracksPerMeetingMax * track + Limits.MetadataBytesMax + 6 * Limits.NameCharactersMax + 8_192;
        var stop = Limits.TracksPerMeetingMax * (Limits.TrackIdCharactersMax + Limits.SeqMax.ToString().Length + 4) + 64;
        Math.Max(create, stop).ShouldBeLessThanOrEqualTo(Limits.JsonBodyBytesMax);
    }

    // ---- a meeting

    [Fact]
    public void Files_and_notes_are_begun_well_before_the_deadline_and_looked_at_several_times_until_then()
    {
        Meeting.FinishMargin.ShouldBeLessThan(Limits.DrainDeadlineDefault / 2);
        Meeting.LookEvery.ShouldBeLessThanOrEqualTo(Meeting.FinishMargin / 4);
    }

    [Fact]
    public void All_retries_of_a_chunk_fit_between_stop_and_the_files()
        => RetriesAtTheirLongest().Aggregate((a, b) => a + b).ShouldBeLessThan(Limits.DrainDeadlineDefault - Meeting.FinishMargin,
            "a chunk whose engine stumbles at the stop still makes it into the notes");

    [Fact]
    public void A_silent_source_is_noticed_soon_and_long_before_the_meeting_ends_by_itself()
    {
        Meeting.QuietEvery.ShouldBeLessThanOrEqualTo(Limits.SourceSilentMax / 4);
        Limits.SourceSilentMax.ShouldBeLessThan(Limits.InterruptedMax / 10);
    }

    [Fact]
    public void A_recorder_that_was_away_for_as_long_as_an_interruption_may_last_still_delivers()
        => Limits.LateMax.ShouldBeGreaterThan(Limits.InterruptedMax + Limits.DrainDeadlineDefault);

    [Fact]
    public void A_clock_that_is_wrong_by_a_time_zone_costs_no_audio() => Limits.PlaceAheadMax.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(14));

    [Fact]
    public void A_reader_that_was_away_for_a_minute_of_the_busiest_meeting_misses_nothing()
    {
        // Every track sends a chunk each 5 s, and each chunk's text is an event.
        (Limits.TracksPerMeetingMax * 60 / 5).ShouldBeLessThanOrEqualTo(Limits.EventsKeptPerMeeting);
        Limits.RowsPerReadMax.ShouldBeLessThanOrEqualTo(Limits.EventsKeptPerMeeting, "a page never is longer than the log");
    }

    // ---- transcription

    [Fact]
    public void The_longest_request_at_the_highest_bitrate_fits_its_bytes()
        => OggBytes(Limits.UnitDurationMax.TotalSeconds * OpusBytesPerSecondMax, Limits.UnitDurationMax).ShouldBeLessThanOrEqualTo(Limits.UnitBytesMax);

    [Fact]
    public void An_engine_as_slow_as_speech_answers_the_longest_request_in_time() => Limits.EngineTimeMax.ShouldBeGreaterThanOrEqualTo(2 * Limits.UnitDurationMax);

    [Fact]
    public void I8_The_margin_of_a_grant_is_longer_than_a_clock_is_off_and_shorter_than_a_request()
        => Limits.GrantMargin.ShouldBeInRange(TimeSpan.FromSeconds(5), Limits.EngineTimeMax / 10);

    [Fact]
    public void The_last_attempt_is_the_one_after_the_last_wait() => Limits.TextAttemptsMax.ShouldBe(RetriesAtTheirLongest().Count + 1);

    [Fact]
    public void A_wrongly_configured_engine_is_asked_less_often_than_a_failing_one()
        => TextLife.MisconfiguredWait.ShouldBeGreaterThan(RetriesAtTheirLongest()[^1]);

    // ---- notes

    [Fact]
    public void The_notes_of_a_window_hold_a_line_for_each_chunk_of_a_busy_one()
        => Limits.NotesLinesMax.ShouldBeGreaterThanOrEqualTo(Limits.TracksPerMeetingMax * (int)(TimeSpan.FromMinutes(5) / TimeSpan.FromSeconds(5)), "a window is 5 min");

    private static List<TimeSpan> RetriesAtTheirLongest()
    {
        var waits = new List<TimeSpan>();
        while (TextLife.After(new EngineAnswer.Theirs("", null), waits.Count + 1, jitter: 1, Given.Noon) is TextOutcome.RetryAt retry) waits.Add(retry.At - Given.Noon);
        return waits;
    }
}
