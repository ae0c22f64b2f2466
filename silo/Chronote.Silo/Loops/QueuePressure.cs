using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Gateway.Ingest;

namespace Chronote.Silo.Loops;

/// <summary>Looks at the depth of the queue every few seconds, so that an acknowledgement can tell of it without asking.</summary>
public sealed partial class QueuePressure(ITranscriptionQueue queue, TimeProvider time, ILogger<QueuePressure> log) : BackgroundService, IQueuePressure
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public bool TranscriptionIsBehind { get; private set; }

    public QueueDepth Depth { get; private set; } = new(0, 0, 0, null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            try
            {
                Depth = await queue.Depth(time.GetUtcNow());
                TranscriptionIsBehind = Depth.Waiting > Limits.SlowDownQueuedChunks;
            }
            catch (Exception failure)
            {
                LogFailed(log, failure); // the last figures stand until the next look
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
