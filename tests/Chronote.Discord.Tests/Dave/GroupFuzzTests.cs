using Xunit.Abstractions;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Random calls among members of the product's engine alone. CHRONOTE_DAVE_SEED replays one seed.</summary>
[Trait("Speed", "Slow")]
public sealed class GroupFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Members_that_come_and_go_agree_and_hear_each_other()
    {
        var total = 0;
        foreach (var seed in FuzzLength.Seeds(2))
        {
            await using var fuzz = new CallFuzz(seed, 9, Join);
            try
            {
                await fuzz.Run(FuzzLength.Epochs);
            }
            finally
            {
                output.WriteLine($"seed {seed}: {fuzz.Epochs} epochs, {fuzz.Restarts} groups, {fuzz.Commits} commits, {fuzz.Frames} frames");
                total += fuzz.Frames;
            }
        }
        total.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Large_calls_work_as_small_ones()
    {
        await using var fuzz = new CallFuzz(1, FuzzLength.IsLong ? 100 : 14, Join, large: true);
        await fuzz.Run(FuzzLength.IsLong ? 12 : 3);
        output.WriteLine($"{fuzz.MembersMost} members, {fuzz.Epochs} epochs, {fuzz.Commits} commits, {fuzz.Frames} frames");
        fuzz.MembersMost.ShouldBeGreaterThan(9);
    }

    private static Task<ICallMember> Join(Snowflake user, Random random) => Task.FromResult<ICallMember>(new OwnMember(user, new Snowflake(927310423890473011), TimeProvider.System));
}
