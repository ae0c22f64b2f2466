using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>What every chunk store promises the edge (docs/PROTOCOL.md, sections 3 and 4).</summary>
public abstract class ChunkStoreConformance : StoreConformance
{
    [Fact]
    public async Task A_stored_chunk_is_read_back_byte_for_byte()
    {
        var chunk = Given.Chunk((await Store.Meeting()).Track(), 0);
        await Store.Stored(chunk);
        (await Store.Chunks.ReadBytes(chunk.Key)).ShouldBe(chunk.Bytes.ToArray());
    }

    [Fact]
    public async Task The_first_chunk_of_a_simple_writer_opens_epoch_0_P_32()
    {
        var answer = await Store.Stored(Given.Chunk((await Store.Meeting()).Track(), 0));
        answer.Receipt.Epoch.ShouldBe(0);
        answer.Receipt.StartSamples.ShouldBe(0);
        answer.Track.Epoch.ShouldBe(0);
        answer.Track.OpenedByName.ShouldBeFalse();
    }

    [Fact]
    public async Task A_chunk_without_a_place_follows_the_one_before_P_32()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Stored(Given.Chunk(track, 0));
        (await Store.Stored(Given.Chunk(track, 1))).Receipt.StartSamples.ShouldBe(Given.ChunkSamples);
    }

    [Fact]
    public async Task The_same_chunk_again_gets_the_receipt_of_the_first_time_I3()
    {
        var chunk = Given.Chunk((await Store.Meeting()).Track(), 0);
        var first = await Store.Stored(chunk);
        Store.Clock.Advance(TimeSpan.FromHours(3));
        var again = (await Store.Chunks.Put(chunk with { StartSamples = 77 })).ShouldBeOfType<PutAnswer.AlreadyHave>();
        again.Receipt.ShouldBeLike(first.Receipt);
        again.Track.ChunkCount.ShouldBe(1);
    }

    [Fact]
    public async Task Another_digest_under_the_same_number_is_a_conflict_and_overwrites_nothing_I3()
    {
        var track = (await Store.Meeting()).Track();
        var chunk = Given.Chunk(track, 0);
        await Store.Stored(chunk);
        (await Store.Refusal(Given.Chunk(track, 0, "b"))).ShouldBe(RefusalCode.Conflict);
        (await Store.Chunks.ReadBytes(chunk.Key)).ShouldBe(chunk.Bytes.ToArray());
        (await Store.Meetings.Chunks(track, 0, 10)).ShouldHaveSingleItem().Receipt.Digest.ShouldBe(chunk.Digest);
    }

    [Fact]
    public async Task One_of_many_equal_chunks_at_once_is_stored()
    {
        var chunk = Given.Chunk((await Store.Meeting()).Track(), 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Store.Chunks.Put(chunk)));
        answers.Count(answer => answer is PutAnswer.Stored).ShouldBe(1);
        answers.Count(answer => answer is PutAnswer.AlreadyHave).ShouldBe(39);
    }

    [Fact]
    public async Task One_of_many_different_chunks_at_once_is_stored_and_the_others_hear_of_it()
    {
        var track = (await Store.Meeting()).Track();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Store.Chunks.Put(Given.Chunk(track, 0, $"version {i}"))));
        var stored = answers.OfType<PutAnswer.Stored>().ShouldHaveSingleItem();
        answers.OfType<PutAnswer.Refused>().ShouldAllBe(refused => refused.Refusal.Code == RefusalCode.Conflict);
        (await Store.Meetings.Chunks(track, 0, 10)).ShouldHaveSingleItem().Receipt.Digest.ShouldBe(stored.Receipt.Digest);
    }

    [Fact]
    public async Task A_stale_writer_is_refused_even_for_what_is_stored_P_34()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first");
        await Store.Stored(Given.Chunk(track, 0, epoch: 0, writerEpoch: 0));
        await Store.Open(track, "second", seen: 0, firstSeq: 5);
        foreach (var seq in (int[])[0, 1, 5])
        {
            var refused = (await Store.Chunks.Put(Given.Chunk(track, seq, epoch: 0, writerEpoch: 0))).ShouldBeOfType<PutAnswer.Refused>();
            refused.Refusal.Code.ShouldBe(RefusalCode.StaleEpoch);
            refused.Refusal.NewestEpoch.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_new_writer_delivers_what_an_older_epoch_numbered_at_its_old_place_P_24()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first");
        await Store.Stored(Given.Chunk(track, 0, epoch: 0, writerEpoch: 0));
        (await Store.Open(track, "second", seen: 0, firstSeq: 3)).FirstSeq.ShouldBe(3);
        var late = await Store.Stored(Given.Chunk(track, 2, epoch: 0, writerEpoch: 1, start: 123_456));
        (late.Receipt.Epoch, late.Receipt.StartSamples).ShouldBe((0, 123_456));
        (await Store.Refusal(Given.Chunk(track, 3, epoch: 0, writerEpoch: 1))).ShouldBe(RefusalCode.SeqOutsideEpoch);
        (await Store.Refusal(Given.Chunk(track, 2, epoch: 1, writerEpoch: 1, says: "b"))).ShouldBe(RefusalCode.Conflict);
        (await Store.Refusal(Given.Chunk(track, 1, epoch: 1, writerEpoch: 1))).ShouldBe(RefusalCode.SeqOutsideEpoch);
    }

    [Fact]
    public async Task Opening_with_a_wrong_seen_epoch_is_refused_and_names_the_newest_P_22()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first");
        foreach (var seen in (long?[])[null, 7])
        {
            var refused = (await Store.Chunks.OpenEpoch(Given.Opening(track, "second", seen))).ShouldBeOfType<OpenAnswer.Refused>();
            (refused.Refusal.Code, refused.Refusal.NewestEpoch).ShouldBe((RefusalCode.StaleEpoch, 0));
        }
    }

    [Fact]
    public async Task The_same_writer_opening_again_gets_the_same_answer_P_22()
    {
        var track = (await Store.Meeting()).Track();
        var first = await Store.Open(track, "first", firstSeq: 4);
        var again = (await Store.Chunks.OpenEpoch(Given.Opening(track, "first", null, 4))).ShouldBeOfType<OpenAnswer.Opened>();
        again.Again.ShouldBeTrue();
        again.Track.ShouldBe(first);
    }

    [Fact]
    public async Task A_writer_learns_which_epoch_was_its_own_after_others_opened_newer_ones_P_22()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first", firstSeq: 4);
        await Store.Open(track, "second", seen: 0, firstSeq: 9);
        var again = (await Store.Chunks.OpenEpoch(Given.Opening(track, "first", seen: 1, 12))).ShouldBeOfType<OpenAnswer.Opened>();
        (again.Again, again.Epoch.Epoch, again.Epoch.FirstSeq, again.EndSeq, again.Track.Epoch, again.Track.Writer).ShouldBe((true, 0, 4, 9, 1, "second"));
    }

    [Fact]
    public async Task One_of_many_writers_opening_at_once_wins_I7()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.Chunks.OpenEpoch(Given.Opening(track, $"rival {i}", seen: 0))));
        answers.OfType<OpenAnswer.Opened>().ShouldHaveSingleItem().Track.Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task On_a_track_opened_by_name_a_writer_must_say_epoch_digest_and_place_P_31()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first");
        var whole = Given.Chunk(track, 0, epoch: 0, writerEpoch: 0);
        (await Store.Refusal(whole with { Epoch = null })).ShouldBe(RefusalCode.EpochRequired);
        (await Store.Refusal(whole with { WriterEpoch = null })).ShouldBe(RefusalCode.EpochRequired);
        (await Store.Refusal(whole with { DigestWasGiven = false })).ShouldBe(RefusalCode.DigestRequired);
        (await Store.Refusal(whole with { StartSamples = null })).ShouldBe(RefusalCode.PlaceRequired);
        await Store.Stored(whole);
    }

    [Fact]
    public async Task A_number_declared_lost_is_refused_and_one_stored_meanwhile_stays_P_24()
    {
        var track = (await Store.Meeting()).Track();
        await Store.StoreChunks(track, 0, 2, 5);
        (await Store.Chunks.DeclareLost(Given.Tenant, track, 0, new LostRange(0, 4, "disk broke"))).ShouldBeNull();
        (await Store.Meetings.LostRanges(track)).ShouldBe([new LostRange(1, 1, "disk broke"), new LostRange(3, 4, "disk broke")]);
        (await Store.Refusal(Given.Chunk(track, 3))).ShouldBe(RefusalCode.DeclaredLost);
        (await Store.Chunks.Put(Given.Chunk(track, 2) with { StartSamples = 2L * Given.ChunkSamples })).ShouldBeOfType<PutAnswer.AlreadyHave>();

        (await Store.Chunks.DeclareLost(Given.Tenant, track, 0, new LostRange(1, 4, "again"))).ShouldBeNull();
        (await Store.Meetings.LostRanges(track)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_gives_up_what_was_never_numbered_nor_without_the_newest_epoch()
    {
        var track = (await Store.Meeting()).Track();
        await Store.Open(track, "first");
        await Store.Open(track, "second", seen: 0, firstSeq: 10);
        (await Store.Chunks.DeclareLost(Given.Tenant, track, 1, new LostRange(5, 10, "x")))!.Code.ShouldBe(RefusalCode.SeqOutsideEpoch);
        (await Store.Chunks.DeclareLost(Given.Tenant, track, 0, new LostRange(5, 9, "x")))!.Code.ShouldBe(RefusalCode.StaleEpoch);
        (await Store.Chunks.DeclareLost(Given.Stranger, track, 1, new LostRange(5, 9, "x")))!.Code.ShouldBe(RefusalCode.UnknownTrack);
        (await Store.Meetings.LostRanges(track)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gap_is_recorded_once_per_place()
    {
        var track = (await Store.Meeting()).Track();
        await Store.StoreChunks(track, 0);
        (await Store.Chunks.RecordGap(Given.Tenant, track, 0, new Gap(9_600, 960, "paused"))).ShouldBeNull();
        (await Store.Chunks.RecordGap(Given.Tenant, track, 0, new Gap(9_600, 1_920, "device_lost"))).ShouldBeNull();
        (await Store.Chunks.RecordGap(Given.Tenant, track, 3, new Gap(0, 960, "paused")))!.Code.ShouldBe(RefusalCode.StaleEpoch);
        (await Store.Meetings.Gaps(track)).ShouldBe([new Gap(9_600, 1_920, "device_lost")]);
    }

    [Fact]
    public async Task Beyond_its_credit_a_track_stores_nothing_until_it_gets_more_and_credit_never_shrinks()
    {
        var track = (await Store.Meeting()).Track();
        await Store.StoreChunks(track, 0);
        (await Store.Refusal(Given.Chunk(track, Limits.OutOfOrderChunksMax))).ShouldBe(RefusalCode.OverCredit);
        await Store.Chunks.SetCredit(track, Limits.OutOfOrderChunksMax + 1);
        await Store.Chunks.SetCredit(track, 3);
        await Store.Stored(Given.Chunk(track, Limits.OutOfOrderChunksMax));
    }

    [Fact]
    public async Task Another_tenants_meeting_answers_like_none_I10()
    {
        var meeting = await Store.Meeting();
        var chunk = Given.Chunk(meeting.Track(), 0);
        (await Store.Refusal(chunk with { Tenant = Given.Stranger })).ShouldBe(RefusalCode.UnknownMeeting);
        await Store.Stored(chunk);
        (await Store.Refusal(chunk with { Tenant = Given.Stranger })).ShouldBe(RefusalCode.UnknownMeeting);
        (await Store.Chunks.OpenEpoch(Given.Opening(meeting.Track(), "thief", 0) with { Tenant = Given.Stranger }))
            .ShouldBeOfType<OpenAnswer.Refused>().Refusal.Code.ShouldBe(RefusalCode.UnknownMeeting);
        (await Store.Refusal(Given.Chunk(MeetingId.At(Store.Now, 99).Track(), 0))).ShouldBe(RefusalCode.UnknownMeeting);
    }

    [Fact]
    public async Task A_meeting_has_at_most_256_tracks()
    {
        var meeting = await Store.Meeting();
        await Task.WhenAll(Enumerable.Range(0, Limits.TracksPerMeetingMax).Select(i => Store.Stored(Given.Chunk(meeting.Track($"t{i}"), 0))));
        (await Store.Refusal(Given.Chunk(meeting.Track("one-more"), 0))).ShouldBe(RefusalCode.TooManyTracks);
        await Store.Stored(Given.Chunk(meeting.Track("t7"), 1));
    }

    [Fact]
    public async Task A_place_more_than_a_day_ahead_is_refused_P_37()
    {
        var track = (await Store.Meeting()).Track();
        var day = (long)Limits.PlaceAheadMax.TotalSeconds * Limits.SamplesPerSecond;
        (await Store.Refusal(Given.Chunk(track, 0) with { StartSamples = day + 1 })).ShouldBe(RefusalCode.PlaceOutOfRange);
        Store.Clock.Advance(TimeSpan.FromSeconds(1));
        await Store.Stored(Given.Chunk(track, 0) with { StartSamples = day + 1 });
    }

    [Fact]
    public async Task After_stop_a_named_track_takes_what_it_owes_and_an_unnamed_one_what_comes_late_P_52()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track("named"), 0, 2);
        await Store.StoreChunks(meeting.Track("unnamed"), 0);
        await Store.Stop(meeting, ("named", 3));
        (await Store.Refusal(Given.Chunk(meeting.Track("named"), 4))).ShouldBe(RefusalCode.AfterStop);
        await Store.Stored(Given.Chunk(meeting.Track("named"), 1));
        await Store.Stored(Given.Chunk(meeting.Track("named"), 3));
        await Store.Stored(Given.Chunk(meeting.Track("unnamed"), 9));
        (await Store.Refusal(Given.Chunk(meeting.Track("unheard-of"), 0))).ShouldBe(RefusalCode.AfterStop);
        Store.Clock.Advance(Limits.LateMax + TimeSpan.FromSeconds(1));
        (await Store.Refusal(Given.Chunk(meeting.Track("unnamed"), 10))).ShouldBe(RefusalCode.TooLate);
        (await Store.Chunks.Put(Given.Chunk(meeting.Track("named"), 2))).ShouldBeOfType<PutAnswer.AlreadyHave>("a repeat is acknowledged for the life of the meeting");
    }

    [Theory]
    [InlineData(MeetingPhase.Cancelled, RefusalCode.Cancelled)]
    [InlineData(MeetingPhase.Deleted, RefusalCode.Deleted)]
    public async Task A_meeting_that_is_over_for_good_takes_nothing(MeetingPhase phase, RefusalCode code)
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        await Store.Change(meeting, Store.Phase(meeting, phase));
        (await Store.Refusal(Given.Chunk(meeting.Track(), 1))).ShouldBe(code);
        (await Store.Refusal(Given.Chunk(meeting.Track("new"), 0))).ShouldBe(code);
        (await Store.Chunks.OpenEpoch(Given.Opening(meeting.Track(), "late", 0))).ShouldBeOfType<OpenAnswer.Refused>().Refusal.Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_wav_chunk_is_acknowledged_and_has_no_opus_yet()
    {
        var chunk = Given.Chunk((await Store.Meeting()).Track(), 0, codec: AudioCodec.Wav);
        await Store.Stored(chunk);
        (await Store.Chunks.ReadBytes(chunk.Key)).ShouldBeNull();
    }
}
