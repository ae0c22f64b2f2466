using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;

namespace Chronote.Discord.Tests.Simulator;

/// <summary>One simulated Discord and one process of third-party clients for all tests of a class: each test has a guild of its own.</summary>
public sealed class PeerHost : IAsyncLifetime
{
    private (SimulatedDiscord Discord, VoicePeers Clients)? running;

    public Task InitializeAsync() => Task.CompletedTask;

    internal async Task<(SimulatedDiscord Discord, VoicePeers Clients)> Get()
    {
        // A client that throws where nobody catches takes its process along; the next test gets another.
        if (running is { Clients.HasEnded: true }) await DisposeAsync();
        if (running is { } ready) return ready;
        var discord = await SimulatedDiscord.Start();
        var started = (discord, await VoicePeers.Start(discord));
        running = started;
        return started;
    }

    public async Task DisposeAsync()
    {
        if (running is not { } ending) return;
        running = null;
        await ending.Clients.DisposeAsync();
        await ending.Discord.DisposeAsync();
    }
}
