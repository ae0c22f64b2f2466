using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Claiming and granting are one transaction: an engine's limits hold whoever asks (I8), and no chunk is claimed twice.</summary>
public abstract class ClaimConformance : StoreConformance
{
    [Fact]
    public async Task A_unit_is_made_of_adjacent_chunks_that_fit()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 1, 2, 3, 4, 6);
        (await Store.Claim("a", meeting)).Seqs().ShouldBe([0, 1, 2, 3]);
        (await Store.Claim("b", meeting)).Seqs().ShouldBe([4], "chunk 5 is missing");
        (await Store.Claim("c", meeting)).Seqs().ShouldBe([6]);
        (await Store.Queue.Claim(Store.Wish("d", meeting))).ShouldBeNull();
    }

    [Fact]
    public async Task Chunks_with_silence_between_them_are_not_adjacent()
    {
        var meeting = await Store.Meeting();
        var places = new[] { 0, Given.ChunkSamples, 9L * Given.ChunkSamples };
        for (var seq = 0; seq < places.Length; seq++) await Store.Stored(Given.Chunk(meeting.Track(), seq) with { StartSamples = places[seq] });
        (await Store.Claim("a", meeting)).Seqs().ShouldBe([0, 1], "a unit's times count from its first sample; a hole in it would move all that follows");
        (await Store.Claim("b", meeting)).Seqs().ShouldBe([2]);
    }

    [Fact]
    public async Task The_newest_audio_goes_first_when_asked_and_takes_its_neighbours_along()
    {
        var meeting = await Store.Meeting();
        for (var seq = 0; seq < 6; seq++)
        {
            await Store.StoreChunks(meeting.Track(), seq);
            Store.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        var wish = Store.Wish("a", meeting) with { NewestFirst = true, DurationMaxSamples = 2 * Given.ChunkSamples };
        (await Store.Queue.Claim(wish))!.Seqs().ShouldBe([4, 5]);
        (await Store.Queue.Claim(wish with { Unit = "b", NewestFirst = false }))!.Seqs().ShouldBe([0, 1]);
    }

    [Fact]
    public async Task No_chunk_is_claimed_twice_however_many_ask_at_once()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track("a"), [.. Enumerable.Range(0, 30)]);
        await Store.StoreChunks(meeting.Track("b"), [.. Enumerable.Range(0, 30)]);
        var units = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Store.Queue.Claim(Store.Wish($"unit {i}", meeting) with { NewestFirst = i % 2 == 0 })));
        var claimed = units.Where(unit => unit is not null).SelectMany(unit => unit!.Chunks.Select(chunk => chunk.Key)).ToList();
        claimed.Count.ShouldBe(60);
        claimed.Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task Never_more_slots_than_the_engine_has_are_out_I8()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), [.. Enumerable.Range(0, 40)]);
        var units = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.Queue.Claim(Store.Wish($"unit {i}", meeting) with { SlotsMax = 3, DurationMaxSamples = 1 })));
        units.Count(unit => unit is not null).ShouldBe(3);

        var one = units.First(unit => unit is not null)!;
        (await Store.Finish(one, new TextOutcome.Silent())).ShouldBeTrue();
        (await Store.Queue.Claim(Store.Wish("next", meeting) with { SlotsMax = 3 })).ShouldNotBeNull("a finished unit gives its slot back");
        (await Store.Queue.Claim(Store.Wish("after", meeting) with { SlotsMax = 3 })).ShouldBeNull();
    }

    [Fact]
    public async Task A_slot_whose_caller_died_is_free_only_after_its_time_and_a_margin_I8()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 9);
        var unit = (await Store.Queue.Claim(Store.Wish("a", meeting) with { SlotsMax = 1 }))!;
        Store.Clock.Advance(unit.Until - Store.Now + Limits.GrantMargin - TimeSpan.FromMilliseconds(1));
        await Store.Queue.EndExpired(TextWork.Engine, Store.Now);
        (await Store.Queue.Claim(Store.Wish("b", meeting) with { SlotsMax = 1 })).ShouldBeNull();
        Store.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Store.Queue.Claim(Store.Wish("b", meeting) with { SlotsMax = 1 })).ShouldNotBeNull();
    }

    [Fact]
    public async Task Never_more_requests_begin_within_a_minute_than_allowed_also_when_all_are_finished_I8()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), [.. Enumerable.Range(0, 40)]);
        for (var i = 0; i < 5; i++)
        {
            var unit = (await Store.Queue.Claim(Limited($"unit {i}"))).ShouldNotBeNull();
            await Store.Finish(unit, new TextOutcome.Silent());
            Store.Clock.Advance(TimeSpan.FromSeconds(10));
            await Store.Queue.EndExpired(TextWork.Engine, Store.Now);
        }
        (await Store.Queue.Claim(Limited("too soon"))).ShouldBeNull();
        Store.Clock.Advance(TimeSpan.FromSeconds(10));
        (await Store.Queue.Claim(Limited("a minute after the first"))).ShouldNotBeNull();
        (await Store.Queue.Claim(Limited("second"))).ShouldBeNull();

        ClaimWish Limited(string unit) => Store.Wish(unit, meeting) with { StartsPerMinuteMax = 5, DurationMaxSamples = 1 };
    }

    [Fact]
    public async Task Requests_begin_no_closer_than_their_spacing()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 5);
        ClaimWish Spaced(string unit) => Store.Wish(unit, meeting) with { Spacing = TimeSpan.FromSeconds(1), DurationMaxSamples = 1 };
        (await Store.Queue.Claim(Spaced("a"))).ShouldNotBeNull();
        Store.Clock.Advance(TimeSpan.FromMilliseconds(999));
        (await Store.Queue.Claim(Spaced("b"))).ShouldBeNull();
        Store.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Store.Queue.Claim(Spaced("b"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_further_request_of_a_long_chunk_takes_the_slot_over_and_counts_against_the_rate()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 5);
        var wish = Store.Wish("a", meeting) with { SlotsMax = 1, StartsPerMinuteMax = 2, DurationMaxSamples = 1 };
        await Store.Queue.Claim(wish);
        var later = Store.Now.AddMinutes(3);
        (await Store.Queue.GrantAnother(wish with { Until = later }, 1)).ShouldBeTrue();
        (await Store.Queue.Claimed("a"))!.Until.ShouldBe(later);
        (await Store.Queue.Claim(wish with { Unit = "b" })).ShouldBeNull("the slot is taken");
        (await Store.Queue.GrantAnother(wish, 2)).ShouldBeFalse("a third request within the minute");
        (await Store.Queue.GrantAnother(wish with { Unit = "never claimed", StartsPerMinuteMax = 9 }, 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_claim_that_was_not_answered_in_time_ends_and_its_chunks_wait_again()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 1);
        var unit = await Store.Claim("a", meeting);
        (await Store.Queue.EndExpired(TextWork.Engine, unit.Until.AddMilliseconds(-1))).ShouldBe(0);
        (await Store.Queue.EndExpired(TextWork.Engine, unit.Until)).ShouldBe(2);
        (await Store.Queue.Claimed("a")).ShouldBeNull();
        Store.Clock.Advance(unit.Until - Store.Now);
        (await Store.Queue.Waiting(Store.Now, 9)).ShouldHaveSingleItem().Chunks.ShouldBe(2);
        var again = await Store.Claim("b", meeting);
        again.Attempt.ShouldBe(2);
        again.Seqs().ShouldBe([0], "from its second attempt on a chunk is tried alone: it may be poison");
    }

    [Fact]
    public async Task Waiting_meetings_are_told_longest_first_with_their_live_chunks()
    {
        var old = await Store.Meeting(1);
        var young = await Store.Meeting(2);
        await Store.StoreChunks(old.Track(), 0, 1);
        Store.Clock.Advance(TimeSpan.FromSeconds(90));
        await Store.StoreChunks(young.Track(), 0);
        await Store.StoreChunks(old.Track(), 2);
        var waiting = await Store.Queue.Waiting(Store.Now, 9);
        waiting.Select(queue => (queue.Meeting, queue.Tenant, queue.Chunks, queue.LiveChunks)).ShouldBe([(old, Given.Tenant, 3, 1), (young, Given.Tenant, 1, 1)]);
        waiting[0].OldestStoredAt.ShouldBe(Store.Now.AddSeconds(-90));
        (await Store.Queue.Waiting(Store.Now, 1)).ShouldHaveSingleItem().Meeting.ShouldBe(old);
    }

    [Theory]
    [InlineData(MeetingPhase.Cancelled)]
    [InlineData(MeetingPhase.Deleted)]
    public async Task A_meeting_that_is_over_for_good_asks_no_engine(MeetingPhase phase)
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        await Store.Change(meeting, Store.Phase(meeting, phase));
        (await Store.Queue.Waiting(Store.Now, 9)).ShouldBeEmpty();
        (await Store.Queue.Claim(Store.Wish("a", meeting))).ShouldBeNull("whoever looked before the meeting ended claims after it");
    }

    [Fact]
    public async Task A_wav_chunk_waits_for_its_encoding()
    {
        var meeting = await Store.Meeting();
        await Store.Stored(Given.Chunk(meeting.Track(), 0, codec: AudioCodec.Wav));
        (await Store.Queue.Waiting(Store.Now, 9)).ShouldBeEmpty();
        (await Store.Queue.Claim(Store.Wish("a", meeting))).ShouldBeNull();
    }
}
