using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;

namespace Chronote.Domain.Tests.Transcription;

public sealed class GateOrderTests
{
    [Fact]
    public void When_nothing_waits_nothing_is_picked() => new GateOrder().Next([], 9).ShouldBeEmpty();

    [Fact]
    public void Live_audio_goes_first_newest_first()
    {
        var order = new GateOrder();
        for (var grant = 0; grant < 4; grant++) order.Next([Queue(1, backlog: 100), Queue(2, live: 1)]).ShouldBe(new GatePick(Id(2), NewestFirst: true));
    }

    [Fact]
    public void Every_fifth_grant_goes_to_backlog_oldest_first()
    {
        var order = new GateOrder();
        var picks = Enumerable.Range(0, 1_000).Select(_ => order.Next([Queue(1, backlog: 100), Queue(2, live: 100)])!).ToList();
        picks.Count(pick => pick == new GatePick(Id(1), NewestFirst: false)).ShouldBe(200);
        picks.Count(pick => pick == new GatePick(Id(2), NewestFirst: true)).ShouldBe(800);
        for (var grant = 4; grant < picks.Count; grant += 5) picks[grant].NewestFirst.ShouldBeFalse("never two fifths without one");
    }

    [Fact]
    public void With_only_one_kind_waiting_no_grant_is_kept_back_for_the_other()
    {
        var (live, backlog) = (new GateOrder(), new GateOrder());
        for (var grant = 0; grant < 20; grant++)
        {
            live.Next([Queue(1, live: 9)]).ShouldBe(new GatePick(Id(1), NewestFirst: true));
            backlog.Next([Queue(1, backlog: 9)]).ShouldBe(new GatePick(Id(1), NewestFirst: false));
        }
    }

    [Fact]
    public void Meetings_take_turns_whatever_they_have_waiting()
    {
        var order = new GateOrder();
        var waiting = Enumerable.Range(1, 8).Select(meeting => Queue(meeting, live: meeting * 100)).ToList();
        var turns = Enumerable.Range(0, 80).Select(_ => order.Next(waiting)!.Meeting).ToList();
        for (var round = 0; round < 80; round += 8) turns.Skip(round).Take(8).Distinct().Count().ShouldBe(8);
    }

    [Fact]
    public void The_first_turn_is_that_of_the_meeting_waiting_longest()
        => new GateOrder().Next([Queue(1, live: 1, waited: 5), Queue(2, live: 1, waited: 9), Queue(3, live: 1, waited: 9)])!.Meeting.ShouldBe(Id(2));

    [Fact]
    public void A_meeting_with_live_audio_gets_its_share_of_the_backlogs_grants_too()
    {
        var order = new GateOrder();
        var picks = Enumerable.Range(0, 500).Select(_ => order.Next([Queue(1, live: 50, backlog: 50), Queue(2, backlog: 100)])!).ToList();
        picks.Count(pick => pick == new GatePick(Id(1), NewestFirst: true)).ShouldBe(400);
        picks.Count(pick => pick == new GatePick(Id(1), NewestFirst: false)).ShouldBe(50);
        picks.Count(pick => pick == new GatePick(Id(2), NewestFirst: false)).ShouldBe(50);
    }

    [Fact]
    public void Meetings_that_come_and_go_don_t_push_aside_the_one_that_always_waits()
    {
        // Nine meetings have one live chunk each every tenth grant; the tenth meeting has a queue. Each deserves every tenth live grant.
        var order = new GateOrder();
        var patient = 0;
        for (var grant = 0; grant < 1_000; grant++)
        {
            var passing = Queue(2 + grant % 9, live: 1, waited: 1);
            if (order.Next([Queue(1, live: 100, waited: 50), passing])!.Meeting == Id(1)) patient++;
        }
        patient.ShouldBeGreaterThanOrEqualTo(100);
    }

    [Fact]
    public void No_meeting_starves_under_a_load_drawn_at_random()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var order = new GateOrder();
            var meetings = Enumerable.Range(1, random.Next(2, 30)).ToList();
            var (live, backlog) = (meetings.ToDictionary(id => id, _ => 0), meetings.ToDictionary(id => id, _ => random.Next(3) == 0 ? random.Next(1, 2_000) : 0));
            var waitedSince = meetings.ToDictionary(id => id, _ => 0);
            var (backlogGrants, contested) = (0, 0);
            for (var grant = 0; grant < 3_000; grant++)
            {
                // More comes in than goes out: what is live now is backlog soon.
                foreach (var id in meetings.Where(_ => random.Next(meetings.Count) < 2)) live[id]++;
                if (grant % 50 == 0) foreach (var id in meetings) (backlog[id], live[id]) = (backlog[id] + live[id], 0);
                foreach (var id in meetings.Where(id => live[id] + backlog[id] == 0)) waitedSince[id] = grant;

                var waiting = meetings.Where(id => live[id] + backlog[id] > 0).Select(id => Queue(id, live[id], backlog[id], grant - waitedSince[id])).ToList();
                if (order.Next(waiting) is not { } pick) continue;
                if (backlog.Values.Any(count => count > 0) && live.Values.Any(count => count > 0))
                {
                    contested++;
                    if (!pick.NewestFirst) backlogGrants++;
                }
                var picked = meetings.Single(id => Id(id) == pick.Meeting);
                (pick.NewestFirst ? live : backlog)[picked].ShouldBeGreaterThan(0, "a pick is for something that waits");
                (pick.NewestFirst ? live : backlog)[picked]--;
                waitedSince[picked] = grant;
                (grant - waitedSince.Values.Min()).ShouldBeLessThanOrEqualTo(6 * meetings.Count, $"seed {seed}, grant {grant}");
            }
            ((double)backlogGrants).ShouldBeGreaterThanOrEqualTo(0.2 * contested - 1, $"seed {seed}");
        }
    }

    [Fact]
    public void A_pick_that_could_not_be_granted_counts_as_nobodys_turn()
    {
        // Only every fifth try finds a free slot: if tries counted, those would always be the same kind of turn.
        var order = new GateOrder();
        var waiting = new[] { Queue(1, backlog: 1_000), Queue(2, live: 1_000), Queue(3, live: 1_000) };
        var granted = new List<GatePick>();
        for (var attempt = 0; attempt < 5_000; attempt++)
        {
            var pick = order.Next(waiting)!;
            if (attempt % 5 == 0) granted.Add(pick);
            else order.TakeBack(1);
        }
        granted.Count(pick => pick.Meeting == Id(1)).ShouldBe(200);
        granted.Count(pick => pick.Meeting == Id(2)).ShouldBe(400);
        granted.Count(pick => pick.Meeting == Id(3)).ShouldBe(400);
    }

    [Fact]
    public void Taking_back_twice_takes_back_once()
    {
        var (once, twice) = (new GateOrder(), new GateOrder());
        var waiting = new[] { Queue(1, backlog: 10), Queue(2, live: 10) };
        foreach (var order in new[] { once, twice })
        {
            for (var grant = 0; grant < 4; grant++) order.Next(waiting);
            order.TakeBack(1);
        }
        twice.TakeBack(1);
        for (var grant = 0; grant < 20; grant++) twice.Next(waiting).ShouldBe(once.Next(waiting));
    }

    [Fact]
    public void Of_more_meetings_than_are_remembered_the_one_served_longest_ago_is_still_first()
    {
        var order = new GateOrder();
        var count = GateOrder.MeetingsRememberedMax + 100;
        for (var meeting = 1; meeting <= count; meeting++) order.Next([Queue(meeting, live: 1)])!.Meeting.ShouldBe(Id(meeting));
        order.Next([Queue(count, live: 1, waited: 90), Queue(1, live: 1)])!.Meeting.ShouldBe(Id(1));
        order.Next([Queue(count, live: 1, waited: 90), Queue(count - 500, live: 1)])!.Meeting.ShouldBe(Id(count - 500));
        order.Next([Queue(count, live: 1, waited: 90), Queue(1, live: 1)])!.Meeting.ShouldBe(Id(count));
    }

    [Fact]
    public void Picks_for_one_commit_are_what_single_picks_would_have_been()
    {
        var (together, alone) = (new GateOrder(), new GateOrder());
        var waiting = new List<MeetingQueue> { Queue(1, backlog: 3), Queue(2, live: 2, backlog: 1), Queue(3, live: 1) };
        var singles = new List<GatePick>();
        while (waiting.Count > 0)
        {
            var pick = alone.Next(waiting)!;
            singles.Add(pick);
            waiting = [.. waiting.Select(queue => queue.Meeting == pick.Meeting ? queue.Without(pick) : queue).Where(queue => queue.Chunks > 0)];
        }
        together.Next([Queue(1, backlog: 3), Queue(2, live: 2, backlog: 1), Queue(3, live: 1)], 16).ShouldBe(singles);
        singles.Count.ShouldBe(7);
    }

    [Fact]
    public void Of_picks_for_one_commit_those_not_granted_are_taken_back()
    {
        var (order, plain) = (new GateOrder(), new GateOrder());
        var waiting = new[] { Queue(1, backlog: 9), Queue(2, live: 9), Queue(3, live: 9) };
        var picks = order.Next(waiting, 7);
        order.TakeBack(4);
        for (var i = 0; i < 3; i++) plain.Next(waiting).ShouldBe(picks[i]);
        for (var i = 0; i < 20; i++) order.Next(waiting).ShouldBe(plain.Next(waiting));
    }

    private static MeetingId Id(int meeting) => MeetingId.At(Given.Noon, (ulong)meeting);

    private static MeetingQueue Queue(int meeting, int live = 0, int backlog = 0, int waited = 0)
        => new(Id(meeting), Given.Tenant, live + backlog, live, Given.Noon - TimeSpan.FromSeconds(waited));
}

/// <summary>One pick at a time.</summary>
internal static class SinglePicks
{
    public static GatePick? Next(this GateOrder order, IReadOnlyList<MeetingQueue> waiting) => order.Next(waiting, 1).SingleOrDefault();
}
