namespace Chronote.Engines.Notes.Extractive;

/// <summary>English phrases that give a decision or an open question away. Whole words only, so "undecided" is no decision.</summary>
internal static class Cues
{
    private const int QuestionWordsMin = 4;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    private static readonly string[] Decided =
    [
        "we decided", "we have decided", "we've decided", "i decided", "decided to", "decided that", "decided on", "is decided",
        "been decided", "it's decided", "we agreed", "we all agree", "we agree", "agreed to", "agreed that", "agreed on",
        "the decision is", "our decision", "decision made", "final decision", "let's go with", "let us go with", "we'll go with",
        "we will go with", "we go with", "we are going with", "we're going with", "going to go with", "we settled on", "settle on",
        "that's settled", "is settled", "we'll use", "we will use", "we chose", "we'll stick with", "we will stick with",
        "we stick with", "we'll keep", "we will keep", "then we will ship", "we approve", "is approved", "we postpone",
        "we are dropping",
    ];

    private static readonly string[] NotDecided =
    [
        "not decided", "haven't decided", "hasn't decided", "didn't decide", "did not decide", "have not decided", "decide later",
        "undecided", "not agreed", "don't agree", "do not agree", "can't decide", "cannot decide", "have we decided", "did we decide",
        "before we decide", "if we decide", "to be decided", "to be determined", "yet to decide",
    ];

    private static readonly string[] Unknown =
    [
        "open question", "still open", "we don't know", "we do not know", "don't know yet", "do not know yet", "nobody knows",
        "not clear", "isn't clear", "unclear", "find out", "remains to be seen", "no idea", "not sure whether", "not sure if",
        "not sure who", "not sure when", "not sure how", "good question",
    ];

    private static readonly string[] Evades =
    [
        .. Unknown, "don't know", "do not know", "not sure", "later", "have to check", "let me check", "will check", "i'll check",
    ];

    private static readonly string[] AskingStarts =
    [
        "should we", "can we", "could we", "do we", "does anyone", "does anybody", "is there", "are there", "will we", "are we",
        "has anyone", "have we", "who is", "who will", "who can", "who could", "who should", "who has", "who does", "what is",
        "what are", "what do", "what does", "what about", "what if", "what should", "what will", "when is", "when do", "when will",
        "when should", "when can", "where is", "where are", "where do", "where should", "why is", "why do", "why are", "how do",
        "how does", "how much", "how many", "how long", "how should", "how can", "how will", "which one", "which of",
    ];

    public static bool IsDecision(Utterance said) => !said.IsAsked && said.HasAny(Decided) && !said.HasAny(NotDecided);

    /// <param name="next">What was said afterwards, nearest first: a question somebody else answered at once is not open.</param>
    public static bool IsOpenQuestion(Utterance said, IEnumerable<Utterance> next)
    {
        if (said.Words.Length < QuestionWordsMin) return false;
        if (said.HasAny(NotDecided) || (!said.IsAsked && said.HasAny(Unknown))) return true;
        return Asks(said) && !IsAnswered(said, next);
    }

    private static bool Asks(Utterance said)
        => said.IsAsked || AskingStarts.Any(start => said.Phrase.StartsWith($" {start} ", StringComparison.Ordinal));

    private static bool IsAnswered(Utterance said, IEnumerable<Utterance> next)
    {
        var reply = next.FirstOrDefault(other => other.Speaker != said.Speaker);
        return reply is not null && reply.At - said.At <= AnswerWithin && !Asks(reply) && !reply.HasAny(Evades);
    }
}
