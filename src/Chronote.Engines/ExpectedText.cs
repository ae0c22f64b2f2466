using Chronote.Domain.Transcription;

namespace Chronote.Engines;

/// <summary>What engines that take a prompt are told: words to expect, then how the conversation went on before.</summary>
internal static class ExpectedText
{
    /// <summary>Whisper looks at the last 224 tokens only; more words would push the text before out of its sight.</summary>
    public const int VocabularyCharactersMax = 400;

    public static string Prompt(EngineRequest request)
    {
        var words = Vocabulary(request);
        return words.Length == 0 ? request.Context : request.Context.Length == 0 ? words : $"{words} {request.Context}";
    }

    /// <summary><c>Chronote, Orleans, Zoë.</c>; empty without any.</summary>
    public static string Vocabulary(EngineRequest request)
    {
        var words = "";
        foreach (var word in request.Vocabulary)
        {
            if (words.Length + word.Length + 3 > VocabularyCharactersMax) break;
            words += words.Length == 0 ? word : $", {word}";
        }
        return words.Length == 0 ? "" : words + ".";
    }
}
