using Chronote.Domain.Ports;

namespace Chronote.Silo.Host;

/// <summary>What the server before had claimed when it ended. Only where a server is alone: nobody works on it any more, and no lease need be waited for.</summary>
internal static class AbandonedWork
{
    public static async Task End(IServiceProvider services)
    {
        await services.GetRequiredService<ITranscriptionQueue>().EndAbandoned(services.GetRequiredService<TimeProvider>().GetUtcNow());
        await services.GetRequiredService<INormalisationQueue>().Requeue();
    }
}
