using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Sequences;

/// <summary>One meeting's drawn life: writers that repeat, reorder, conflict, take over and come late. Every answer is checked against the book.</summary>
internal sealed class IngestSequence
{
    private readonly StoreUnderTest _store;
    private readonly Random _draw;
    private readonly MeetingId _meeting;
    private readonly ReferenceTrack[] _tracks;
    private readonly List<string> _story = [];
    private MeetingPhase _phase = MeetingPhase.Recording;

    private IngestSequence(StoreUnderTest store, int seed)
    {
        (_store, _draw) = (store, new Random(seed));
        _meeting = MeetingId.At(store.Now, (ulong)seed);
        _tracks = [new(_meeting.Track("a")), new(_meeting.Track("b"))];
    }

    /// <returns>How many requests were sent.</returns>
    public static async Task<int> Run(StoreUnderTest store, int seed)
    {
        var sequence = new IngestSequence(store, seed);
        try
        {
            (await store.Create(sequence._meeting)).ShouldBeOfType<CommitAnswer.Committed>();
            var steps = sequence._draw.Next(20, 60);
            for (var step = 0; step < steps; step++) await sequence.Step();
            await BookComparison.Check(store, sequence._meeting, sequence._phase, sequence._tracks);
            return sequence._story.Count;
        }
        catch (Exception failure)
        {
            throw new SequenceException(seed, sequence._story, failure);
        }
    }

    private Task Step()
    {
        var track = _tracks[_draw.Next(_tracks.Length)];
        return _draw.Next(100) switch
        {
            < 72 => Put(track),
            < 80 => Open(track),
            < 85 => GiveUp(track),
            < 88 => RecordGap(track),
            < 91 => SetCredit(track),
            < 96 => Stop(),
            < 98 => PassLateLimit(),
            < 99 => EndAt(MeetingPhase.Cancelled),
            _ => EndAt(MeetingPhase.Deleted),
        };
    }

    private async Task Put(ReferenceTrack track)
    {
        var chunk = new DrawnChunk(_draw, track).Next();
        var what = $"put {chunk.Key.Track}/{chunk.Key.Seq} of epoch {chunk.Epoch} by writer epoch {chunk.WriterEpoch} at {chunk.StartSamples}";
        await WithLostReplies(what, async () =>
        {
            var expected = track.Put(chunk, _store.Now, out var again);
            var answer = await _store.Chunks.Put(chunk);
            return () =>
            {
                switch (answer)
                {
                    case PutAnswer.Refused refused:
                        ((RefusalCode?)refused.Refusal.Code).ShouldBe(expected);
                        if (expected == RefusalCode.StaleEpoch) refused.Refusal.NewestEpoch.ShouldBe(track.Epoch);
                        break;
                    case PutAnswer.Stored stored:
                        (expected, again).ShouldBe((null, false));
                        stored.Receipt.ShouldBeLike(track.Stored[chunk.Key.Seq]);
                        stored.Track.NextSeq.ShouldBe(track.NextSeq);
                        break;
                    case PutAnswer.AlreadyHave have:
                        (expected, again).ShouldBe((null, true));
                        have.Receipt.ShouldBeLike(track.Stored[chunk.Key.Seq]);
                        break;
                }
            };
        });
    }

    private async Task Open(ReferenceTrack track)
    {
        var sameWriter = track.OpenedByName && _draw.Next(6) == 0;
        var seen = _draw.Next(5) == 0 ? _draw.Next(4) : track.Epoch;
        var wish = Given.Opening(track.Key, sameWriter ? track.Writer! : $"writer {_story.Count}", seen, _draw.Next(4) == 0 ? 0 : track.NextSeq + _draw.Next(4));
        await WithLostReplies($"open {track.Key.Track} by {wish.Writer}, seen {seen}, from {wish.FirstSeq}", async () =>
        {
            var expected = track.Open(wish, out var again);
            var answer = await _store.Chunks.OpenEpoch(wish);
            return () =>
            {
                if (answer is OpenAnswer.Refused refused)
                {
                    ((RefusalCode?)refused.Refusal.Code).ShouldBe(expected);
                    return;
                }
                expected.ShouldBeNull();
                var opened = answer.ShouldBeOfType<OpenAnswer.Opened>();
                (opened.Again, opened.Track.Epoch, opened.Track.FirstSeq, opened.Track.NextSeq, opened.Track.CreditSeq).ShouldBe((again, track.Epoch, track.FirstSeq, track.NextSeq, track.CreditSeq));
            };
        });
    }

    private async Task GiveUp(ReferenceTrack track)
    {
        var from = _draw.NextInt64(0, track.NextSeq + 2);
        var range = new LostRange(from, from + _draw.Next(4), "drawn");
        var writer = WriterEpoch(track);
        await WithLostReplies($"give up {track.Key.Track}/{range.FromSeq}-{range.ToSeq} by {writer}", async () =>
        {
            var expected = track.GiveUp(writer, range);
            var answer = await _store.Chunks.DeclareLost(Given.Tenant, track.Key, writer, range);
            return () => (answer?.Code).ShouldBe(expected);
        });
    }

    private async Task RecordGap(ReferenceTrack track)
    {
        var gap = new Gap(_draw.Next(20) * 960, 1 + _draw.Next(5) * 960, "paused");
        var writer = WriterEpoch(track);
        await WithLostReplies($"gap {track.Key.Track} at {gap.StartSamples} by {writer}", async () =>
        {
            var expected = track.RecordGap(writer, gap);
            var answer = await _store.Chunks.RecordGap(Given.Tenant, track.Key, writer, gap);
            return () => (answer?.Code).ShouldBe(expected);
        });
    }

    private async Task SetCredit(ReferenceTrack track)
    {
        if (!track.Exists) return;
        var credit = track.NextSeq + (_draw.Next(3) == 0 ? _draw.Next(3) : Limits.OutOfOrderChunksMax + _draw.Next(10));
        await WithLostReplies($"credit {track.Key.Track} {credit}", async () =>
        {
            track.RaiseCredit(credit);
            await _store.Chunks.SetCredit(track.Key, credit);
            return () => { };
        });
    }

    private async Task Stop()
    {
        if (_phase is not (MeetingPhase.Recording or MeetingPhase.Draining)) return;
        var named = new Dictionary<string, long>();
        foreach (var track in _tracks)
            if (_draw.Next(3) > 0) named[track.Key.Track.Value] = Math.Max(-1, track.NextSeq - 1 + _draw.Next(3) - (_draw.Next(4) == 0 ? 3 : 0));
        var lasts = _tracks.Where(track => named.ContainsKey(track.Key.Track.Value)).ToDictionary(track => track, track => named[track.Key.Track.Value]);
        _story.Add($"stop {string.Join(", ", named)}");
        var isAgain = _phase is MeetingPhase.Draining;
        var answer = isAgain
            ? await _store.Change(_meeting, new RowChange.NameLast(_meeting, named))
            : await _store.Change(_meeting, new RowChange.NameLast(_meeting, named), _store.Phase(_meeting, MeetingPhase.Draining, _store.Now.AddMinutes(1), _store.Now + Limits.LateMax));
        if (answer is CommitAnswer.Refused refused)
        {
            var code = lasts.OrderBy(pair => pair.Key.Key.Track.Value, StringComparer.Ordinal).Select(pair => pair.Key.StopRefused(pair.Value)).First(code => code is not null);
            ((RefusalCode?)refused.Refusal.Code).ShouldBe(code);
            return;
        }
        lasts.ShouldAllBe(pair => pair.Key.StopRefused(pair.Value) == null);
        if (isAgain)
        {
            foreach (var (track, last) in lasts) track.StopAgain(last);
            return;
        }
        _phase = MeetingPhase.Draining;
        foreach (var track in _tracks) track.Stop(lasts.TryGetValue(track, out var last) ? last : null);
    }

    private async Task PassLateLimit()
    {
        if (_phase is not MeetingPhase.Draining) return;
        _story.Add("the late limit passes");
        await _store.Change(_meeting, _store.Phase(_meeting, MeetingPhase.Draining, null, _store.Now.AddSeconds(-1)));
        foreach (var track in _tracks) track.LateLimitHasPassed = true;
    }

    private async Task EndAt(MeetingPhase phase)
    {
        if (_phase is MeetingPhase.Deleted) return;
        _story.Add($"{phase}");
        await _store.Change(_meeting, _store.Phase(_meeting, phase));
        _phase = phase;
        foreach (var track in _tracks) track.Phase = Phases.Writers(phase);
    }

    private long WriterEpoch(ReferenceTrack track) => _draw.Next(6) == 0 ? _draw.Next(3) : track.Epoch ?? 0;

    // Now and then the answer is lost on its way, and whoever asked asks again.
    private async Task WithLostReplies(string what, Func<Task<Action>> ask)
    {
        for (var tries = 0; ; tries++)
        {
            _story.Add(tries == 0 ? what : what + " again, after a lost reply");
            var check = await ask();
            if (tries < 3 && _draw.Next(7) == 0) continue;
            check();
            return;
        }
    }
}

internal sealed class SequenceException(int seed, IReadOnlyList<string> story, Exception inner) : Exception(
    $"Sequence {seed} failed at its request {story.Count}: {inner.Message}\n  {string.Join("\n  ", story.TakeLast(40))}\nAlone: {IngestSequenceTests.SeedVariable}={seed} ./test storage", inner);
