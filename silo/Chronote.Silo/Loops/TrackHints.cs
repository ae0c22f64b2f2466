using System.Collections.Concurrent;
using Chronote.Domain;
using Chronote.Gateway.Ingest;
using Chronote.Grains.Tracks;

namespace Chronote.Silo.Loops;

/// <summary>Passes hints on to the tracks' grains, one at a time per track: hints that arrive meanwhile become one.</summary>
public sealed partial class TrackHints(IGrainFactory grains, ILogger<TrackHints> log) : ITrackHints
{
    private readonly ConcurrentDictionary<TrackKey, bool> _underWay = new();

    public void ChunkStored(TrackKey track)
    {
        // True in the map: another hint came while one was under way, so look once more.
        if (_underWay.TryAdd(track, false)) _ = Pass(track);
        else _underWay.TryUpdate(track, true, false);
    }

    private async Task Pass(TrackKey track)
    {
        await Task.Yield();
        do
        {
            _underWay[track] = false;
            try
            {
                await grains.GetGrain<IParticipantStreamGrain>(track.ToString()).Hint();
            }
            catch (Exception failure)
            {
                LogLost(log, track, failure);
            }
        }
        while (!_underWay.TryRemove(KeyValuePair.Create(track, false)));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A hint to track {Track} was lost; the sweep makes up for it")]
    private static partial void LogLost(ILogger logger, TrackKey track, Exception failure);
}
