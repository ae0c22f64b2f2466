using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Transcription;
using Chronote.Scenarios.Script;

namespace Chronote.Scenarios.World;

/// <summary>The shell around <see cref="TextLife"/>: asks one engine for adjacent chunks as soon as they may be asked for.</summary>
internal sealed class Texts(Rows rows, Meetings meetings)
{
    private EngineAnswer? _answer;

    private bool IsAsked => _answer is not null && rows.Meeting is not (MeetingState.Cancelled or MeetingState.Deleted);

    /// <summary>What the engine answers from now on; <c>off</c>: it is not asked.</summary>
    public void Engine(Line line) => _answer = line.Word(1) switch
    {
        "off" => null,
        "text" => new EngineAnswer.Text([new EngineSegment(TimeSpan.Zero, TimeSpan.FromSeconds(5), "words")], "en"),
        "silent" => new EngineAnswer.Silent(),
        "down" => new EngineAnswer.Theirs("no answer", null),
        "busy" => new EngineAnswer.Theirs("slow down", line.Span("after"), RateLimited: true),
        "misconfigured" => new EngineAnswer.Ours("wrong key"),
        "unreadable" => new EngineAnswer.Audio("not decodable"),
        _ => throw new ArgumentException(line.Word(1)),
    };

    public void Retry()
    {
        var dead = rows.Chunks.Where(chunk => chunk.Text == TextPhase.Dead).ToList();
        foreach (var chunk in dead) (chunk.Text, chunk.Attempt) = (TextPhase.Stored, 0);
        rows.Tell($"{dead.Count} dead chunks wait again");
        meetings.Hint();
    }

    /// <summary>When the next chunk may be tried again; null when none will be.</summary>
    public DateTimeOffset? NextDue() => IsAsked ? rows.Chunks.Where(chunk => chunk.Text == TextPhase.Retrying).Min(chunk => chunk.RetryAt) : null;

    /// <summary>Asks for the next adjacent chunks which may be asked for; false when there are none.</summary>
    public bool Ask()
    {
        if (!IsAsked) return false;
        if (rows.Chunks.FirstOrDefault(MayBeAsked) is not { } first) return false;

        var track = rows.Tracks[first.Receipt.Key.Track.Value].Chunks;
        var unit = new List<ChunkRow> { first };
        while (track.TryGetValue(first.Receipt.Key.Seq + unit.Count, out var next) && MayBeAsked(next) && next.Attempt == first.Attempt) unit.Add(next);
        foreach (var chunk in unit) chunk.Attempt++;
        var outcome = TextLife.After(_answer!, first.Attempt, jitter: 0, rows.Now);
        foreach (var chunk in unit)
            (chunk.Text, chunk.RetryAt) = outcome switch
            {
                TextOutcome.Transcribed => (TextPhase.Transcribed, null),
                TextOutcome.Silent => (TextPhase.Silent, null),
                TextOutcome.RetryAt retry => (TextPhase.Retrying, (DateTimeOffset?)retry.At),
                _ => (TextPhase.Dead, null),
            };
        if (outcome is TextOutcome.Transcribed) rows.TextVersion++;
        rows.Tell($"{first.Receipt.Key.Track}/{Rows.Numbers(first.Receipt.Key.Seq, unit[^1].Receipt.Key.Seq)}: attempt {first.Attempt}: {Of(outcome)}");
        meetings.Hint();
        return true;
    }

    private bool MayBeAsked(ChunkRow chunk) => chunk.Text == TextPhase.Stored || (chunk.Text == TextPhase.Retrying && chunk.RetryAt <= rows.Now);

    private string Of(TextOutcome outcome) => outcome switch
    {
        TextOutcome.Transcribed => "text",
        TextOutcome.Silent => "silent",
        TextOutcome.RetryAt retry => $"{retry.Why}, again at {rows.Since(retry.At)}",
        TextOutcome.Dead dead => $"{dead.Why}, dead",
        _ => throw new InvalidOperationException(),
    };
}
