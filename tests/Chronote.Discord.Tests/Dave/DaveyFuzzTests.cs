using Chronote.Discord.Simulated.Peers;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Random calls of the product's engine with davey's, an independent one on openmls. CHRONOTE_DAVE_SEED replays one seed.</summary>
[Trait("Speed", "Slow")]
public sealed class DaveyFuzzTests(ITestOutputHelper output)
{
    private const ulong Channel = 927310423890473011;

    [PeerFact]
    public async Task Members_of_two_engines_that_come_and_go_agree_and_hear_each_other()
    {
        await using var node = await NodeProcess.Start("davey-members.mjs");
        var total = 0;
        foreach (var seed in FuzzLength.Seeds(2))
        {
            await using var fuzz = new CallFuzz(seed, 9, async (user, random) => random.Next(2) == 0
                ? new OwnMember(user, new Snowflake(Channel), TimeProvider.System)
                : await DaveyMember.Join(node, user, Channel));
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

    [PeerFact]
    public async Task Large_calls_of_two_engines_work_as_small_ones()
    {
        await using var node = await NodeProcess.Start("davey-members.mjs");
        await using var fuzz = new CallFuzz(2, FuzzLength.IsLong ? 60 : 12, async (user, random) => random.Next(2) == 0
            ? new OwnMember(user, new Snowflake(Channel), TimeProvider.System)
            : await DaveyMember.Join(node, user, Channel), large: true);
        await fuzz.Run(FuzzLength.IsLong ? 12 : 3);
        output.WriteLine($"{fuzz.MembersMost} members, {fuzz.Epochs} epochs, {fuzz.Commits} commits, {fuzz.Frames} frames");
        fuzz.MembersMost.ShouldBeGreaterThan(9);
    }
}
