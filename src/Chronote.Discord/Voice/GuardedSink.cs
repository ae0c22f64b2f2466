using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Voice;

/// <summary>A sink that fails costs what it failed on, not the call.</summary>
internal sealed partial class GuardedSink(IVoiceSink sink, ILogger logger) : IVoiceSink
{
    private int _faults;

    public VoiceEvent.Ended? LastEnd { get; private set; }

    public void Packet(in VoicePacket packet)
    {
        try
        {
            sink.Packet(packet);
        }
        catch (Exception exception)
        {
            Failed(exception);
        }
    }

    public void Happened(VoiceEvent happened)
    {
        LastEnd = happened as VoiceEvent.Ended ?? LastEnd;
        try
        {
            sink.Happened(happened);
        }
        catch (Exception exception)
        {
            Failed(exception);
        }
    }

    private void Failed(Exception exception)
    {
        // The first, and each that doubles their number: a log must not fill at fifty lines a second.
        if (System.Numerics.BitOperations.IsPow2(++_faults))
            LogFailed(logger, _faults, exception);
    }
}
