using Chronote.Simulation.Mistakes;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Tests;

/// <summary>A story that fails is made shorter and plainer before anybody reads it.</summary>
public sealed class ShrinkingTests
{
    [Fact]
    public void What_needs_no_fault_is_shown_without_one_and_early()
    {
        var kinds = new Kinds();
        var failed = Story.Run(StoryOptions.Of(1), kinds, new ChangesPackets());
        failed.Holds.ShouldBeFalse();
        var shrunk = Shrinking.Of(failed, kinds, static () => new ChangesPackets());
        shrunk.Holds.ShouldBeFalse();
        shrunk.Options.Faults.ShouldBe(FaultKinds.None);
        shrunk.Options.Operations.ShouldBeLessThan(failed.Options.Operations);
        shrunk.Replay.ShouldBe($"dotnet run -c Release --project tests/Chronote.Simulation -- --seed 1 --operations {shrunk.Options.Operations} --calm");
    }
}
