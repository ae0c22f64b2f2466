namespace Chronote.Domain;

/// <summary>What a decider answers: events that change the state, effects for the shell, or why not.</summary>
/// <remarks>A repeated command is not an error: it decides <see cref="Nothing"/>.</remarks>
public sealed record Decision<TEvent, TEffect>(IReadOnlyList<TEvent> Events, IReadOnlyList<TEffect> Effects, Refusal? Refused)
{
    public static readonly Decision<TEvent, TEffect> Nothing = new([], [], null);

    public static Decision<TEvent, TEffect> Of(TEvent happened, params TEffect[] effects) => new([happened], effects, null);

    public static Decision<TEvent, TEffect> Do(params TEffect[] effects) => new([], effects, null);

    public static Decision<TEvent, TEffect> Refuse(RefusalCode code, string detail) => new([], [], new Refusal(code, detail));
}
