namespace Chronote.Discord.Voice;

/// <summary>Where a receiver puts what it hears. Called by one receiver at a time, in order, and never allowed to wait: the next datagram is already there.</summary>
public interface IVoiceSink
{
    void Packet(in VoicePacket packet);

    void Happened(VoiceEvent happened);
}
