using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in what grains and readers are told of the rows.</summary>
internal abstract class ReadingMistake(string section, string sentence) : MadeMistake("reading", section, sentence)
{
    public override IMeetingStore Meetings(IMeetingStore right) => Twisted<IMeetingStore>.Of(right, Call);

    protected abstract object? Call(string method, object?[] arguments, Func<object?[], object?> go);
}

internal sealed class ForgetsLostRanges() : ReadingMistake("6", "A lost range is a recorded gap, never a stuck watermark.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(IMeetingStore.LostRanges) ? Task.FromResult<IReadOnlyList<LostRange>>([]) : go(arguments);
}

internal sealed class SkipsASeq() : ReadingMistake("4", "The participant-stream grain's watermark is rebuilt from rows; no write per chunk.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(IMeetingStore.StoredSeqs) ? Shifted((Task<IReadOnlyList<long>>)go(arguments)!) : go(arguments);

    private static async Task<IReadOnlyList<long>> Shifted(Task<IReadOnlyList<long>> read) => [.. (await read).SelectMany(seq => new[] { seq, seq + 1 }).Distinct()];
}

internal sealed class ShowsEventsBeforeTheirCommit() : ReadingMistake("10", "Commit order = number order; amendments are new events.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(IMeetingStore.Events) ? OneMore((Task<IReadOnlyList<EventRow>>)go(arguments)!) : go(arguments);

    private static async Task<IReadOnlyList<EventRow>> OneMore(Task<IReadOnlyList<EventRow>> read) =>
        await read is { Count: > 0 } events ? [.. events, events[^1] with { Number = events[^1].Number + 1, Kind = "transcript.segments" }] : [];
}
