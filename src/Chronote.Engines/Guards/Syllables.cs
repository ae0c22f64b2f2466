using System.Globalization;

namespace Chronote.Engines.Guards;

/// <summary>How many syllables a text has, roughly and for every script: enough to tell speech from the impossible, and no more.</summary>
internal static class Syllables
{
    private const string Vowels =
        "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœāăąēĕėęěīĭįıōŏőūŭůűų" +
        "аеёиоуыэюяіїє" +
        "αεηιουωάέήίόύώ";

    public static int Count(string text)
    {
        var count = 0;
        var insideVowels = false;
        var consonants = 0;
        foreach (var character in text)
        {
            var letter = char.ToLowerInvariant(character);
            var vowel = Vowels.Contains(letter);
            if (vowel && !insideVowels) count++;
            insideVowels = vowel;
            if (vowel) consonants = 0;
            else if (char.IsDigit(letter)) count++;
            else if (IsUncased(letter)) consonants = CountUncased(letter, consonants, ref count);
        }
        return count;
    }

    private static bool IsUncased(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.OtherLetter;

    // Chinese, Japanese and Korean: a sign is a syllable. Arabic, Hebrew, Thai and others write mostly consonants: two make one.
    private static int CountUncased(char letter, int consonants, ref int count)
    {
        if (letter >= '\u2E80' || consonants % 2 == 1) count++;
        return consonants + 1;
    }
}
