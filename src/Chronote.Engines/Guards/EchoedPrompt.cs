using Chronote.Domain.Transcription;

namespace Chronote.Engines.Guards;

/// <summary>Text the engine was given as a hint and gave back as if it had been said.</summary>
internal static class EchoedPrompt
{
    /// <summary>Fewer words in a row are what people do: they repeat a name, or say "yes exactly" twice.</summary>
    public const int WordsOfTextMin = 5;

    /// <summary>The list of expected words, read out in its order, is a giveaway sooner.</summary>
    public const int WordsOfVocabularyMin = 4;

    /// <summary>Part of the segment that has to come from the hint in one piece.</summary>
    public const double ShareMin = 0.8;

    public static bool IsEcho(string text, EngineRequest request)
    {
        var said = Words.Of(text);
        return Comes(said, Words.Of(request.Context), WordsOfTextMin)
            || Comes(said, Words.Of(ExpectedText.Vocabulary(request)), WordsOfVocabularyMin);
    }

    private static bool Comes(string[] said, string[] hint, int wordsMin)
    {
        var longest = LongestRun(said, hint);
        return longest >= wordsMin && longest >= ShareMin * said.Length;
    }

    private static int LongestRun(string[] one, string[] other)
    {
        var longest = 0;
        var runs = new int[other.Length + 1];
        foreach (var word in one)
            for (var j = other.Length; j > 0; j--)
            {
                runs[j] = word == other[j - 1] ? runs[j - 1] + 1 : 0;
                longest = Math.Max(longest, runs[j]);
            }
        return longest;
    }
}
