using Chronote.Domain.Ports;
using Chronote.Grains.Meetings;
using Chronote.Grains.Tracks;
using Chronote.Grains.Transcription;

namespace Chronote.Silo.Loops;

/// <summary>
/// Once a second: wakes the grains whose rows are due, lets the gate look for work, and every ten seconds looks after tracks whose hints were lost.
/// What must happen later is a row; this is what makes it happen.
/// </summary>
public sealed partial class DuePoller(
    IGrainRecords records, IMeetingStore meetings, IGrainFactory grains, TranscriptionSettings transcription, TimeProvider time, ILogger<DuePoller> log) : BackgroundService
{
    private const int RowsPerLook = 500;
    private const int TracksPerLook = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var sweepAt = time.GetUtcNow();
        do
        {
            await Attempt("wake what is due", WakeDue);
            if (transcription.Engine is { } engine) await Attempt("look for work", () => grains.GetGrain<ITranscriptionGateGrain>(engine).Sweep());
            if (time.GetUtcNow() < sweepAt) continue;
            sweepAt = time.GetUtcNow() + SweepEvery;
            await Attempt("sweep tracks", SweepTracks);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WakeDue()
    {
        foreach (var due in await records.Due(time.GetUtcNow(), RowsPerLook))
        {
            IWokenGrain? grain = due.Grain.Kind switch
            {
                "meeting" => grains.GetGrain<IMeetingGrain>(due.Grain.Key),
                _ => null,
            };
            if (grain is not null) await Attempt($"wake {due.Grain}", () => grain.Wake(due.What));
        }
    }

    private async Task SweepTracks()
    {
        foreach (var track in await meetings.TracksLowOnCredit(TracksPerLook))
            await Attempt($"hint {track}", () => grains.GetGrain<IParticipantStreamGrain>(track.ToString()).Hint());
    }

    // One thing that fails must not keep the others from happening; it is due again in a second.
    private async Task Attempt(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            LogFailed(log, what, failure);
        }
    }
}
