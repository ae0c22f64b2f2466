namespace Chronote.Engines.Notes.Extractive;

/// <summary>Which utterances stand for a meeting: those made of the words it keeps coming back to, of a length that can stand
/// alone.</summary>
internal sealed class KeyPoints
{
    private const int WordsMin = 5;
    private const int WordsComfortable = 30;
    private const double OpeningBonus = 1.15;
    private const double ClosingBonus = 1.10;
    private const double DecisionBonus = 1.30;
    /// <summary>Two utterances that share this part of the shorter one's content words say the same.</summary>
    private const double SameShare = 0.6;

    private readonly IReadOnlyList<(Utterance Utterance, double Score, string[] Content)> ranked;

    public KeyPoints(IReadOnlyList<Utterance> utterances)
    {
        var contents = utterances.Select(utterance => ContentWords.Of(utterance).ToArray()).ToArray();
        var counts = new Dictionary<string, int>();
        foreach (var word in contents.SelectMany(content => content)) counts[word] = counts.GetValueOrDefault(word) + 1;
        ranked = [.. utterances
            .Select((utterance, i) => (utterance, Score(utterance, contents[i], counts, utterances.Count), contents[i]))
            .Where(candidate => candidate.Item2 > 0)
            .OrderByDescending(candidate => candidate.Item2).ThenBy(candidate => candidate.utterance.Order)];
    }

    /// <summary>Most telling first; those without a single telling word are missing.</summary>
    public IEnumerable<Utterance> Ranked => ranked.Select(candidate => candidate.Utterance);

    /// <summary>Most telling first, none saying what another one said; at most <paramref name="countMax"/>.</summary>
    public IReadOnlyList<Utterance> Pick(int countMax, Func<Utterance, bool>? where = null)
    {
        var picked = new List<(Utterance Utterance, string[] Content)>();
        foreach (var (utterance, _, content) in ranked)
        {
            if (picked.Count == countMax) break;
            if (where is not null && !where(utterance)) continue;
            if (!picked.Any(other => SaysTheSame(content, other.Content))) picked.Add((utterance, content));
        }
        return [.. picked.Select(point => point.Utterance)];
    }

    private static double Score(Utterance utterance, string[] content, Dictionary<string, int> counts, int total)
    {
        if (content.Length == 0) return 0;
        var weight = content.Sum(word => Math.Log(1 + counts[word])) / Math.Sqrt(content.Length + 3);
        var length = utterance.Words.Length;
        if (length < WordsMin) weight *= (double)length / (2 * WordsMin);
        if (length > WordsComfortable) weight *= (double)WordsComfortable / length;
        if (utterance.IsAsked) weight *= 0.6;
        if (Cues.IsDecision(utterance)) weight *= DecisionBonus;
        if (utterance.Order < total / 10.0) weight *= OpeningBonus;
        else if (utterance.Order >= total * 0.9) weight *= ClosingBonus;
        return weight;
    }

    private static bool SaysTheSame(string[] one, string[] other)
        => one.Intersect(other).Count() >= SameShare * Math.Min(one.Length, other.Length);
}
