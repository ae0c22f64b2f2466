using Chronote.Domain;
using Chronote.Gateway.Ingest;
using Chronote.Grains.Tracks;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>Passes hints on as the server does, at most ten times a second for each track; and loses some.</summary>
internal sealed class Hints(SimulatedWorld world, Troubles troubles, CapturedLog log) : ITrackHints
{
    private static readonly TimeSpan PassEvery = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<TrackKey> _waiting = [];

    public void ChunkStored(TrackKey track)
    {
        if (!_waiting.Add(track)) return;
        world.At(PassEvery, $"hint {track.Track}", () =>
        {
            _waiting.Remove(track);
            if (!troubles.LosesHint) world.Run($"hint {track.Track}", () => Pass(track));
        });
    }

    private async Task Pass(TrackKey track)
    {
        try
        {
            await world.Grains.GetGrain<IParticipantStreamGrain>(track.ToString()).Hint();
        }
        catch (Exception failure)
        {
            log.Caught($"hint {track}", failure);
        }
    }
}
