using Chronote.Simulation.Mistakes;
using Xunit.Abstractions;

namespace Chronote.Simulation.Tests;

/// <summary>The simulator would notice: mistakes made on purpose are found.</summary>
public sealed class MistakeTests(ITestOutputHelper output)
{
    private const double FoundShareMin = 0.95;
    private const int SoonFoundSeeds = 6;
    private const int OtherSeeds = 40;

    private static bool IsLong => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long";

    private static IReadOnlyDictionary<string, ulong?> Table { get; } = MistakeTable.Read(Path.Combine(AppContext.BaseDirectory, "README.md"));

    public static TheoryData<string> Names => [.. Table.Where(row => row.Value is { } seed && (IsLong || seed <= SoonFoundSeeds)).Select(row => row.Key)];

    /// <summary>Normally those that are found soon: what a seed plays changes with the code. At full length all that the table says are found.</summary>
    [Theory, MemberData(nameof(Names))]
    [Trait("Speed", "Slow")]
    public void A_mistake_is_found(string name)
    {
        var type = MistakeHunt.All.Single(mistake => mistake.GetType().Name == name).GetType();
        var seeds = IsLong ? Enumerable.Range(1, MistakeHunt.SeedsMax) : [(int)Table[name]!, .. Enumerable.Range(1, OtherSeeds)];
        var found = new MistakeHunt().Find(type, seeds.Select(each => (ulong)each));
        found.ShouldNotBeNull();
        output.WriteLine($"{found}");
    }

    [Fact]
    public void Almost_every_mistake_is_found_and_every_one_says_what_it_breaks()
    {
        MistakeHunt.All.Count.ShouldBeGreaterThanOrEqualTo(30);
        MistakeHunt.All.ShouldAllBe(mistake => mistake.Sentence.Length > 20 && mistake.Section.Length > 0);
        (Table.Values.Count(seed => seed is not null) / (double)Table.Count).ShouldBeGreaterThanOrEqualTo(FoundShareMin);
        Table.Keys.ShouldBe(MistakeHunt.All.Select(mistake => mistake.GetType().Name), ignoreOrder: true, "the table is made anew with --mistakes");
    }
}
