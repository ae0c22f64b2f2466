using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>What an attempt gives is stored only where unit and attempt match, and replaces all text of its chunks.</summary>
public abstract class TextResultConformance : StoreConformance
{
    [Fact]
    public async Task Text_lands_at_its_place_on_the_timeline_with_who_wrote_it()
    {
        var meeting = await Store.Meeting(1, null, "mic");
        await Store.StoreChunks(meeting.Track(), 2, 3);
        (await Store.Finish(await Store.Claim("a", meeting), TextWork.Text("hello", "there"))).ShouldBeTrue();
        var segments = await Store.Meetings.Segments(meeting, 0, 9);
        segments.Select(segment => (segment.Text, segment.StartMilliseconds, segment.EndMilliseconds, segment.Seq)).ShouldBe([("hello", 10_000, 11_000, 2), ("there", 11_000, 12_000, 2)]);
        segments.ShouldAllBe(segment => segment.Engine == TextWork.Label && segment.Language == "en" && segment.Revision == 1);
        (await Store.Meetings.Progress(meeting)).PendingText.ShouldBe(0);
    }

    [Fact]
    public async Task A_late_answer_of_an_ended_claim_changes_nothing()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        var late = await Store.Claim("a", meeting);
        await Store.Queue.EndExpired(TextWork.Engine, late.Until);
        Store.Clock.Advance(TimeSpan.FromMinutes(2));
        (await Store.Finish(late, TextWork.Text("nobody waits for this"))).ShouldBeFalse();
        var second = await Store.Claim("b", meeting);
        (await Store.Finish(late, TextWork.Text("nor for this"))).ShouldBeFalse();
        (await Store.Queue.Finish("b", 1, TextWork.Text("wrong attempt"), TextWork.Label, Store.Now)).ShouldBeFalse();
        (await Store.Meetings.Segments(meeting, 0, 9)).ShouldBeEmpty();
        (await Store.Finish(second, TextWork.Text("this"))).ShouldBeTrue();
        (await Store.Finish(second, TextWork.Text("twice"))).ShouldBeFalse("an answer that is repeated is stored once");
        (await Store.Meetings.Segments(meeting, 0, 9)).ShouldHaveSingleItem().Text.ShouldBe("this");
    }

    [Fact]
    public async Task A_retry_is_claimed_when_it_is_due_and_not_before()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        await Store.Finish(await Store.Claim("a", meeting), new TextOutcome.RetryAt(Store.Now.AddSeconds(4), "busy"));
        (await Store.Queue.Waiting(Store.Now.AddSeconds(3), 9)).ShouldBeEmpty();
        (await Store.Queue.Claim(Store.Wish("b", meeting))).ShouldBeNull();
        Store.Clock.Advance(TimeSpan.FromSeconds(4));
        (await Store.Claim("b", meeting)).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_dead_chunk_is_told_of_and_waits_again_when_somebody_asks()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 1);
        await Store.Finish(await Store.Claim("a", meeting), new TextOutcome.Dead("noise"));
        (await Store.Meetings.Progress(meeting)).ShouldSatisfyAllConditions(
            progress => progress.DeadChunks.ShouldBe(2), progress => progress.PendingText.ShouldBe(0));
        (await Store.Meetings.Chunks(meeting.Track(), 0, 9)).ShouldAllBe(chunk => chunk.Text == TextPhase.Dead && chunk.Error == "noise");
        (await Store.Meetings.Events(meeting, 0, 9)).ShouldHaveSingleItem().Kind.ShouldBe("chunk.dead");
        (await Store.Queue.Depth(Store.Now)).Dead.ShouldBe(2);

        (await Store.Queue.Retry(meeting, Store.Now)).ShouldBe(2);
        var again = await Store.Claim("b", meeting);
        (again.Attempt, again.Chunks.Count).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Silence_is_a_result_without_text()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        (await Store.Finish(await Store.Claim("a", meeting), new TextOutcome.Silent())).ShouldBeTrue();
        (await Store.Meetings.Chunks(meeting.Track(), 0, 9)).ShouldHaveSingleItem().Text.ShouldBe(TextPhase.Silent);
        (await Store.Meetings.Progress(meeting)).PendingText.ShouldBe(0);
        (await Store.Meetings.Meeting(Given.Tenant, meeting))!.TextVersion.ShouldBe(0);
    }

    [Fact]
    public async Task A_unit_carries_the_tail_of_the_text_before_it()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0);
        await Store.Finish(await Store.Claim("a", meeting), TextWork.Text("one", new string('x', Limits.ContextCharactersMax - 10), "last words"));
        await Store.StoreChunks(meeting.Track(), 1);
        var context = (await Store.Claim("b", meeting)).Context;
        context.Length.ShouldBe(Limits.ContextCharactersMax);
        context.ShouldEndWith("x last words");
    }

    [Fact]
    public async Task Events_are_numbered_without_a_gap_in_the_order_in_which_they_are_seen()
    {
        var meeting = await Store.Meeting();
        const int Tracks = 24;
        for (var i = 0; i < Tracks; i++) await Store.StoreChunks(meeting.Track($"t{i:00}"), 0);
        var units = new List<ClaimedUnit>();
        for (var i = 0; i < Tracks; i++) units.Add(await Store.Claim($"unit {i}", meeting));
        var work = units.Select(unit => Store.Finish(unit, TextWork.Text(unit.Track.Value))).ToList();

        // A reader beside the writers: what it has seen must never be overtaken by a smaller number.
        var seen = new List<EventRow>();
        while (seen.Count < Tracks)
        {
            var page = await Store.Meetings.Events(meeting, seen.Count == 0 ? 0 : seen[^1].Number, 5);
            seen.AddRange(page);
            if (page.Count == 0) await Task.Yield();
        }
        (await Task.WhenAll(work)).ShouldAllBe(stored => stored);
        seen.Select(row => row.Number).ShouldBe(Enumerable.Range(1, Tracks).Select(number => (long)number));
        seen.Select(row => JsonDocument.Parse(row.Payload).RootElement.GetProperty("track").GetString()).Distinct().Count().ShouldBe(Tracks);
        (await Store.Meetings.Meeting(Given.Tenant, meeting))!.TextVersion.ShouldBe(Tracks);
    }

    [Fact]
    public async Task Depth_counts_what_waits_what_is_asked_and_what_is_dead()
    {
        var meeting = await Store.Meeting();
        await Store.StoreChunks(meeting.Track(), 0, 2, 4, 6);
        await Store.Finish(await Store.Claim("a", meeting), new TextOutcome.Dead("x"));
        await Store.Claim("b", meeting);
        await Store.Finish(await Store.Claim("c", meeting), new TextOutcome.RetryAt(Store.Now.AddHours(1), "x"));
        var depth = await Store.Queue.Depth(Store.Now);
        (depth.Waiting, depth.Claimed, depth.Dead, depth.OldestStoredAt).ShouldBe((2, 1, 1, Store.Now));
    }
}
