namespace Chronote.Engines.Tests.Speech;

/// <summary>Word error rate: substitutions, insertions and deletions per word of the reference.</summary>
internal static class WordErrors
{
    public static double Rate(string reference, string heard)
    {
        var expected = Words(reference);
        var actual = Words(heard);
        var row = Enumerable.Range(0, actual.Length + 1).ToArray();
        for (var i = 1; i <= expected.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= actual.Length; j++)
            {
                var substituted = diagonal + (expected[i - 1] == actual[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return (double)row[^1] / expected.Length;
    }

    private static string[] Words(string text)
        => new string([.. text.ToLowerInvariant().Where(character => char.IsLetter(character) || character is ' ' or '\'')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
