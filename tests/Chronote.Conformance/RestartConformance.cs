using Chronote.Conformance.Grains;
using Chronote.Conformance.Hosts;

namespace Chronote.Conformance;

/// <summary>What outlives a host.</summary>
public sealed class RestartConformance
{
    [Fact]
    public async Task Reminders_survive_a_restart_of_the_host_on_the_same_store()
    {
        var host = new HostFixture();
        await host.InitializeAsync();
        var due = TimeSpan.FromSeconds(30);
        await host.Grains.GetGrain<IClockGrain>("lasting").Remind(due, TimeSpan.FromMinutes(2));
        await host.Restart();
        host.Clock.Advance(due);
        await host.Stage.Until("lasting: reminded by wake");
        await host.DisposeAsync();
    }
}
