using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in the backlog and the grants.</summary>
internal abstract class QueueMistake(string section, string sentence) : MadeMistake("transcription", section, sentence)
{
    protected ITranscriptionQueue Right { get; private set; } = null!;

    public override ITranscriptionQueue Queue(ITranscriptionQueue right, IMeetingStore meetings)
    {
        Right = right;
        return Twisted<ITranscriptionQueue>.Of(right, Call);
    }

    protected abstract object? Call(string method, object?[] arguments, Func<object?[], object?> go);
}

/// <summary>One in what is wished for when the gate claims.</summary>
internal abstract class WishMistake(string section, string sentence) : QueueMistake(section, sentence)
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(ITranscriptionQueue.Claim) ? go([((IReadOnlyList<ClaimWish>)arguments[0]!).Select(Wrong).ToArray()]) : go(arguments);

    protected abstract ClaimWish Wrong(ClaimWish wish);
}

internal sealed class ForgetsClaims() : QueueMistake("8", "Claims carry unit, attempt and lease on the rows; breaker and queue never lose a chunk.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method is nameof(ITranscriptionQueue.EndAbandoned) or nameof(ITranscriptionQueue.EndExpired) ? Task.FromResult(0) : go(arguments);
}

internal sealed class ClaimsWithoutAGrant() : QueueMistake("8", "It claims in one transaction and inserts the grant in the same transaction.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(ITranscriptionQueue.Claim) ? Claim((IReadOnlyList<ClaimWish>)arguments[0]!, (Task<IReadOnlyList<ClaimAnswer>>)go(arguments)!) : go(arguments);

    private async Task<IReadOnlyList<ClaimAnswer>> Claim(IReadOnlyList<ClaimWish> wishes, Task<IReadOnlyList<ClaimAnswer>> claim)
    {
        var answers = await claim;
        foreach (var (wish, answer) in wishes.Zip(answers))
            if (answer is ClaimAnswer.Claimed) Sql("DELETE FROM grants WHERE unit = $1", wish.Unit);
        return answers;
    }
}

internal sealed class IgnoresTheRate() : WishMistake("5", "The engine's rate limits are never exceeded (I8).")
{
    protected override ClaimWish Wrong(ClaimWish wish) => wish with { StartsPerMinuteMax = int.MaxValue };
}

internal sealed class ForgetsStartsInACrash() : QueueMistake("5", "The engine's limits are never exceeded, over crashes and duplicate activations (I8).")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go)
    {
        if (method == nameof(ITranscriptionQueue.EndAbandoned)) Sql("DELETE FROM grants");
        return go(arguments);
    }
}

internal sealed class FreesSlotsTooEarly() : QueueMistake("8", "A slot is free at release, or at until plus a named margin.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go)
    {
        if (method == nameof(ITranscriptionQueue.EndExpired)) Sql("UPDATE grants SET released = 1");
        return go(arguments);
    }
}

internal sealed class AllowsOneSlotMore() : WishMistake("5", "The engine's concurrency limits are never exceeded (I8).")
{
    protected override ClaimWish Wrong(ClaimWish wish) => wish with { SlotsMax = wish.SlotsMax + 1 };
}

internal sealed class LeasesTooShortly() : WishMistake("8", "A caller aborts its request before until; a slot is free at release, or at until plus a named margin.")
{
    protected override ClaimWish Wrong(ClaimWish wish) => wish with { Until = wish.Now.AddSeconds(1) };
}

internal sealed class DropsDeadLetters() : QueueMistake("8", "Retries, then dead letter; breaker and queue never lose a chunk.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(ITranscriptionQueue.Finish) && arguments[2] is TextOutcome.Dead
            ? go([arguments[0], arguments[1], new TextOutcome.Transcribed([], null), arguments[3], arguments[4]]) : go(arguments);
}

internal sealed class ForgetsWhatIsToBeRetried() : MadeMistake("transcription", "6", "Chunk: Stored → Claimed → Transcribed, Silent, Retrying(at) or Dead; Dead → Stored by retry.")
{
    protected override string Trigger => "AFTER UPDATE OF text_phase ON chunks WHEN NEW.text_phase = 2 AND NEW.attempt = 2 BEGIN UPDATE chunks SET text_phase = 6 WHERE chunk_id = NEW.chunk_id; END";
}

internal sealed class KeepsHalfAUnit() : QueueMistake("8", "A result is stored replacing all text of those chunks in that transaction.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(ITranscriptionQueue.Finish) && arguments[2] is TextOutcome.Transcribed { Segments.Count: > 1 } text
            ? go([arguments[0], arguments[1], text with { Segments = [.. text.Segments.Take(text.Segments.Count / 2)] }, arguments[3], arguments[4]]) : go(arguments);
}

internal sealed class StoresTextAfterThePhase() : QueueMistake("8", "A result is stored replacing all text of those chunks in that transaction.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(ITranscriptionQueue.Finish) && arguments[2] is TextOutcome.Transcribed text ? InTwo((string)arguments[0]!, text, go, arguments) : go(arguments);

    private async Task<bool> InTwo(string unit, TextOutcome.Transcribed text, Func<object?[], object?> go, object?[] arguments)
    {
        if (await Right.Claimed(unit) is not { } claimed || !await (Task<bool>)go([unit, arguments[1], new TextOutcome.Transcribed([], null), arguments[3], arguments[4]])!) return false;
        await Right.Claimed(unit);
        foreach (var segment in text.Segments)
            Sql("""
                INSERT INTO segments (tenant, meeting_no, track_no, track, seq, start_ms, end_ms, text, is_final, engine, revision, created_at)
                SELECT tenant, meeting_no, track_no, track, $3, 0, 0, $4, 1, 'scripted', 1, 0 FROM tracks WHERE meeting = $1 AND track = $2
                """, claimed.Meeting.Value, claimed.Track.Value, claimed.Chunks[0].Key.Seq, segment.Text);
        Sql("UPDATE meetings SET text_version = text_version + 1 WHERE meeting = $1", claimed.Meeting.Value);
        return true;
    }
}

internal sealed class StoresResultsOfAnyAttempt() : QueueMistake("8", "A result is stored only where unit and attempt match.")
{
    private readonly Dictionary<string, ClaimedUnit> _claims = [];

    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) => method switch
    {
        nameof(ITranscriptionQueue.Claim) => Remember((IReadOnlyList<ClaimWish>)arguments[0]!, (Task<IReadOnlyList<ClaimAnswer>>)go(arguments)!),
        nameof(ITranscriptionQueue.Finish) => Finish((string)arguments[0]!, (Task<bool>)go(arguments)!, () => (Task<bool>)go(arguments)!),
        _ => go(arguments),
    };

    private async Task<IReadOnlyList<ClaimAnswer>> Remember(IReadOnlyList<ClaimWish> wishes, Task<IReadOnlyList<ClaimAnswer>> claim)
    {
        var answers = await claim;
        foreach (var wish in wishes)
            if (await Right.Claimed(wish.Unit) is { } claimed) _claims[claimed.Unit] = claimed;
        return answers;
    }

    private async Task<bool> Finish(string unit, Task<bool> first, Func<Task<bool>> again)
    {
        if (await first || !_claims.TryGetValue(unit, out var claimed)) return true;
        foreach (var chunk in claimed.Chunks)
            Sql("UPDATE chunks SET text_phase = 1, unit = $4, attempt = $5, lease_until = 1 WHERE seq = $3 AND track_no = (SELECT track_no FROM tracks WHERE meeting = $1 AND track = $2)",
                chunk.Key.Meeting.Value, chunk.Key.Track.Value, chunk.Key.Seq, unit, claimed.Attempt);
        return await again();
    }
}

internal sealed class ClaimsWhatIsClaimed() : QueueMistake("8", "The gate claims the next adjacent chunks in one transaction (compare-and-set).")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go)
    {
        if (method == nameof(ITranscriptionQueue.Claim)) Sql("UPDATE chunks SET text_phase = 0 WHERE text_phase = 1");
        return go(arguments);
    }
}
