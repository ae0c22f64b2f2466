namespace Chronote.Recorder.Arguments;

/// <summary>How many insertions, deletions and replacements turn one row into another (Levenshtein): of letters in a name, of words in a transcript.</summary>
internal static class EditDistance
{
    public static int Between(string from, string to) => Between<char>(from, to);

    public static int Between<T>(ReadOnlySpan<T> from, ReadOnlySpan<T> to) where T : IEquatable<T>
    {
        var row = new int[to.Length + 1];
        for (var column = 0; column < row.Length; column++) row[column] = column;
        for (var line = 1; line <= from.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column < row.Length; column++)
            {
                var replaced = diagonal + (from[line - 1].Equals(to[column - 1]) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(row[column], row[column - 1]) + 1);
            }
        }
        return row[^1];
    }
}
