using Chronote.Storage.Sql.Postgres;

namespace Chronote.Silo.Loops;

/// <summary>Renews this server's hold on its database, and ends the server when another one has it: of a process that was suspended, say.</summary>
internal sealed partial class LoneServerLoop(LoneServer lone, IHostApplicationLifetime server, TimeProvider time, ILogger<LoneServerLoop> log) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await lone.Leave();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LoneServer.RenewEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await lone.Renew()) continue;
                LogTaken(log);
                server.StopApplication();
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A database that does not answer is somebody else's trouble to report, and nobody can take it meanwhile.
                LogNotRenewed(log, failure);
            }
        }
    }
}
