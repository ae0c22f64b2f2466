using System.Diagnostics;
using Chronote.Crash.Power.Stories;
using Xunit.Abstractions;

namespace Chronote.Crash.Power;

/// <summary>Whatever a power loss takes that was not synced, every promise holds; and each of our syncs and renames is needed for that.</summary>
[Trait("Speed", "Slow")]
public sealed class PowerLossTests(RecordedStories stories, ITestOutputHelper output) : IClassFixture<RecordedStories>
{
    private const int EveryWay = 101;

    private static bool IsLong => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long";

    private static int Rounds => IsLong ? 8 : 1;
    private static int Kills => IsLong ? 40 : 2;

    public static TheoryData<string> Removals => [.. Removal.All.Select(removal => removal.Name)];

    [Theory]
    [InlineData(nameof(ServerStory))]
    [InlineData(nameof(SpoolStory))]
    public async Task After_a_power_loss_at_any_system_call_every_promise_holds_I1_I6_I12(string story)
    {
        var began = Stopwatch.GetTimestamp();
        var recording = await stories.Of(story);
        var images = 0;
        for (var seed = 1; seed <= Rounds; seed++) images += await Holds(recording, seed);
        output.WriteLine($"{recording.Steps.Count} steps, {recording.Said.Count} promises, {images} images; {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    [Theory]
    [InlineData(RecordedStories.ServerKilledInACommit)]
    [InlineData(RecordedStories.SpoolKilledInAnAppend)]
    [InlineData(RecordedStories.ServerKilledMakingItsFolder)]
    [InlineData(RecordedStories.SpoolKilledMakingItsFolder)]
    public async Task What_was_under_way_when_a_process_was_killed_is_promised_by_the_next_one_only_once_it_is_durable_I1_I3(string story)
    {
        var recording = await stories.Of(story);
        output.WriteLine($"{await Holds(recording, seed: 1)} images");
    }

    [Theory]
    [InlineData(nameof(ServerStory))]
    [InlineData(nameof(SpoolStory))]
    public async Task What_a_process_says_that_found_the_files_of_a_killed_one_survives_a_power_loss_I1_I6(string story)
    {
        var began = Stopwatch.GetTimestamp();
        var recording = await stories.Of(story);
        var draw = new Random(7);
        var (images, places) = (0, new List<int>());
        // Half of them where something was done and is about to be synced: there the next process finds what is not durable.
        var syncs = recording.Syncs;
        for (var i = 0; i < Kills; i++)
        {
            var step = i % 2 == 0 ? syncs[draw.Next(syncs.Count)].Step : draw.Next(syncs[0].Step, recording.Steps.Count);
            places.Add(step);
            images += await Holds(await recording.KilledBefore(step), i + 1);
        }
        output.WriteLine($"killed before steps {string.Join(' ', places)}, {images} images; {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task Without_it_a_promise_breaks(string removed)
    {
        var removal = Removal.All.Single(each => each.Name == removed);
        var cut = new PowerCut(await stories.Of(removal.Story), seed: 1);
        var broken = await cut.FirstBroken(removal, EveryWay);
        cut.Removed.ShouldBeGreaterThan(0, "the story never does what was to be removed");
        output.WriteLine($"{cut.Images} images: {broken}");
        broken.ShouldNotBeNull($"no promise needs it, in {cut.Images} images").ShouldContain(removal.Breaks);
    }

    private static async Task<int> Holds(Recording recording, int seed)
    {
        var cut = new PowerCut(recording, seed);
        (await cut.FirstBroken(null, IsLong ? 100 : 25)).ShouldBeNull();
        return cut.Images;
    }
}
