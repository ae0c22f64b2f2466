using System.Collections.Concurrent;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;
using Chronote.Grains.Meetings;
using Chronote.Grains.Tracks;
using Chronote.Grains.Transcription;

namespace Chronote.Silo.Loops;

/// <summary>
/// One look at what is due: wakes the grains named in the rows, lets the gate look for work, and every ten seconds looks after tracks whose hints
/// were lost and which would run out of credit. What must happen later is a row; this is what makes it happen.
/// </summary>
public sealed partial class DueRound(
    IGrainRecords records, IMeetingStore meetings, IGrainFactory grains, TranscriptionSettings transcription, TimeProvider time, ILogger<DueRound> log)
{
    private const int RowsPerLook = 500;
    private const int TracksPerLook = 200;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<GrainName, string> _waking = new();
    private long? _sweptAt;

    /// <summary>Never throws: what fails is due again in a second.</summary>
    public async Task Run()
    {
        await Attempt("wake what is due", WakeDue);
        if (transcription.Engine is { } engine) await Attempt("look for work", () => grains.GetGrain<ITranscriptionGateGrain>(engine).Sweep());
        if (_sweptAt is { } sweptAt && time.GetElapsedTime(sweptAt) < SweepEvery) return;
        _sweptAt = time.GetTimestamp();
        await Attempt("sweep tracks", SweepTracks);
    }

    private async Task WakeDue()
    {
        foreach (var due in await records.Due(time.GetUtcNow(), RowsPerLook))
        {
            IWokenGrain? grain = due.Grain.Kind switch
            {
                "meeting" => grains.GetGrain<IMeetingGrain>(due.Grain.Key),
                "guild" => grains.GetGrain<IGuildGrain>(due.Grain.Key),
                _ => null,
            };
            // One that takes its time keeps nobody else waiting, and is not woken again before it is done.
            if (grain is not null && _waking.TryAdd(due.Grain, due.What)) _ = Wake(grain, due);
        }
    }

    private async Task Wake(IWokenGrain grain, DueRow due)
    {
        await Attempt($"wake {due.Grain}", () => grain.Wake(due.What));
        _waking.TryRemove(due.Grain, out _);
    }

    private async Task SweepTracks()
    {
        foreach (var track in await meetings.TracksLowOnCredit(TracksPerLook))
            await Attempt($"hint {track}", () => grains.GetGrain<IParticipantStreamGrain>(track.ToString()).Hint());
    }

    // One thing that fails must not keep the others from happening.
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
