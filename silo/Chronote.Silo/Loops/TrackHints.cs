using System.Collections.Concurrent;
using Chronote.Domain;
using Chronote.Gateway.Ingest;
using Chronote.Grains.Tracks;

namespace Chronote.Silo.Loops;

/// <summary>Passes hints on to the tracks' grains, at most ten times a second for each: whatever arrived meanwhile is one hint.</summary>
/// <remarks>A grain that looks at its rows costs more than storing a chunk does; under load it must not compete with acknowledgements.</remarks>
public sealed partial class TrackHints(IGrainFactory grains, TimeProvider time, ILogger<TrackHints> log) : BackgroundService, ITrackHints
{
    private const int AtOnceMax = 8;
    private static readonly TimeSpan PassEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<TrackKey, bool> _changed = new();

    public void ChunkStored(TrackKey track) => _changed.TryAdd(track, true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PassEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (_changed.IsEmpty) continue;
            foreach (var few in _changed.Keys.Chunk(AtOnceMax)) await Task.WhenAll(few.Select(Pass));
        }
    }

    private async Task Pass(TrackKey track)
    {
        _changed.TryRemove(track, out _);
        try
        {
            await grains.GetGrain<IParticipantStreamGrain>(track.ToString()).Hint();
        }
        catch (Exception failure)
        {
            LogLost(log, track, failure);
        }
    }
}
