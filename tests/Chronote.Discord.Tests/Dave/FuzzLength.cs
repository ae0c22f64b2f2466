namespace Chronote.Discord.Tests.Dave;

/// <summary>How long random calls last: CHRONOTE_TEST_LENGTH=long is 20 seeds of 60 epochs, CHRONOTE_DAVE_SEED one seed of them.</summary>
internal static class FuzzLength
{
    private static readonly string? Length = Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH");

    public static bool IsLong => Length == "long" || OneSeed is not null;

    public static int Epochs => IsLong ? 60 : Length == "fast" ? 5 : 12;

    private static int? OneSeed => int.TryParse(Environment.GetEnvironmentVariable("CHRONOTE_DAVE_SEED"), out var seed) ? seed : null;

    /// <param name="few">How many in a short run.</param>
    public static IEnumerable<int> Seeds(int few) => OneSeed is { } seed ? [seed] : Enumerable.Range(1, IsLong ? 20 : few);
}
