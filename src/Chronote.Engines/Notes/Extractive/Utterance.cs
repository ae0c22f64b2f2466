namespace Chronote.Engines.Notes.Extractive;

/// <summary>One thing somebody said, about a sentence long.</summary>
/// <param name="Order">Place in the meeting, from 0: breaks every tie, so that the same words give the same notes.</param>
/// <param name="At">Null when it comes from a summary that lost its time.</param>
/// <param name="Words">Lower case, without punctuation, in order; apostrophes stay.</param>
internal sealed record Utterance(int Order, TimeSpan? At, string? Speaker, string Text, string[] Words)
{
    /// <summary>The words between spaces, for finding phrases: " we decided to ship ".</summary>
    public string Phrase { get; } = $" {string.Join(' ', Words)} ";

    public bool IsAsked => Text.EndsWith('?');

    public bool Has(string phrase) => Phrase.Contains($" {phrase} ", StringComparison.Ordinal);

    public bool HasAny(IEnumerable<string> phrases) => phrases.Any(Has);
}
