namespace Chronote.Domain.Tests;

/// <summary>Tables of cases as text: one line per case, cells divided by <c>|</c>; a line that begins with <c>#</c> says what the next ones are about.</summary>
internal static class Cases
{
    public static IEnumerable<object[]> Of(string table) => table
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries).ToArray<object>());

    /// <summary>The kinds of a closed set: its nested records.</summary>
    public static IEnumerable<string> KindsOf<T>() => typeof(T).GetNestedTypes().Where(typeof(T).IsAssignableFrom).Select(kind => kind.Name);

    /// <summary>The first words of two cells of every line, to see whether a table names every pair.</summary>
    public static IEnumerable<(string, string)> Pairs(IEnumerable<object[]> cases)
        => cases.Select(line => (FirstWord(line[0]), FirstWord(line[1]))).Distinct();

    public static IEnumerable<(string, string)> AllPairs<TState, TCommand>()
        => KindsOf<TState>().SelectMany(state => KindsOf<TCommand>().Select(command => (state, command)));

    private static string FirstWord(object cell) => ((string)cell).Split(' ')[0];
}
