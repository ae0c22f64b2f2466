using Microsoft.Extensions.Hosting;

namespace Chronote.Kernel.Hosting;

/// <summary>Starts and drains the grains together with the process.</summary>
internal sealed class EmbeddedHost(GrainHost grains) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => grains.Start().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => grains.Drain(cancellationToken);
}
