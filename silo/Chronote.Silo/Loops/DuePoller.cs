namespace Chronote.Silo.Loops;

/// <summary>Looks once a second at what is due.</summary>
public sealed class DuePoller(DueRound round, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do await round.Run();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
