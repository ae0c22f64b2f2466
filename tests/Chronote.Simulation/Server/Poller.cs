using Chronote.Domain.Ports;
using Chronote.Grains.Meetings;
using Chronote.Grains.Tracks;
using Chronote.Grains.Transcription;
using Chronote.Kernel;
using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Server;

/// <summary>What the server's poller does, as an event of each virtual second: wakes what is due, has the gate look for work, and now and then looks after lost hints.</summary>
internal sealed class Poller(SimulatedWorld world, IGrainRecords records, IMeetingStore meetings, TranscriptionSettings transcription, CapturedLog log)
{
    private const int RowsPerLook = 500;
    private const int SweepEvery = 10;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private int _looks;

    private IGrainFactory Grains => world.Grains;

    public void Begin() => world.Run("poll", Look);

    private async Task Look()
    {
        await Attempt("wake what is due", WakeDue);
        await Attempt("look for work", () => Grains.GetGrain<ITranscriptionGateGrain>(transcription.Engine!).Sweep());
        if (_looks++ % SweepEvery == 0) await Attempt("sweep tracks", SweepTracks);
        world.At(LookEvery, "next poll", Begin);
    }

    private async Task WakeDue()
    {
        foreach (var due in await records.Due(world.Time.GetUtcNow(), RowsPerLook))
            await Attempt($"wake {due.Grain}", () => Grains.GetGrain<IMeetingGrain>(due.Grain.Key).Wake(due.What));
    }

    private async Task SweepTracks()
    {
        foreach (var track in await meetings.TracksLowOnCredit(RowsPerLook))
            await Attempt($"hint {track}", () => Grains.GetGrain<IParticipantStreamGrain>(track.ToString()).Hint());
    }

    private async Task Attempt(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            log.Caught(what, failure);
        }
    }
}
