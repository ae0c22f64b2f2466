using Chronote.Conformance.Grains;
using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Stores;

/// <summary>The embedded host on its database: what grains kept is there when the next process opens it.</summary>
public sealed class SqliteHostTests : IAsyncLifetime
{
    private readonly SqliteStores _stores = new();
    private HostFixture _host = null!;

    public async Task InitializeAsync()
    {
        _host = new HostFixture(_stores);
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _stores.Dispose();
    }

    [Fact]
    public async Task State_survives_the_end_of_the_process()
    {
        await Record("kept").Write(7);
        await NextProcess();
        (await Record("kept").Value()).ShouldBe(7);
        (await Record("kept").WriteTwice(1, 2)).ShouldBe("InconsistentStateException");
        await NextProcess();
        (await Record("kept").Shared()).ShouldBe(1);
    }

    [Fact]
    public async Task A_reminder_survives_the_end_of_the_process_and_can_be_forgotten()
    {
        var (due, period) = (TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
        await Clock("lasting").Remind(due, period);
        await NextProcess();
        _host.Clock.Advance(due);
        await _host.Stage.Until("lasting: reminded by wake");
        // The next tick is stored once this one is over.
        await NextProcess();
        _host.Clock.Advance(period);
        await _host.Stage.Until("lasting: reminded by wake", times: 2);
        await Clock("lasting").Forget();
        await NextProcess();
        (await Clock("lasting").IsReminded()).ShouldBeFalse();
    }

    private async Task NextProcess()
    {
        await _host.DisposeAsync();
        _stores.Reopen();
        await _host.InitializeAsync();
    }

    private IRecordGrain Record(string key) => _host.Grains.GetGrain<IRecordGrain>(key);

    private IClockGrain Clock(string key) => _host.Grains.GetGrain<IClockGrain>(key);
}
