using System.Collections.Concurrent;
using Chronote.Discord.Voice;

namespace Chronote.Discord.Tests.Voice;

/// <summary>Keeps what was heard.</summary>
internal sealed class HeardSink : IVoiceSink
{
    private readonly ConcurrentQueue<HeardPacket> _packets = [];
    private readonly ConcurrentQueue<VoiceEvent> _events = [];
    private readonly List<(Func<HeardSink, bool> Holds, TaskCompletionSource Met)> _awaited = [];

    public IReadOnlyList<HeardPacket> Packets => [.. _packets];

    public IReadOnlyList<VoiceEvent> Events => [.. _events];

    public IReadOnlyList<HeardPacket> Of(Snowflake user) => [.. _packets.Where(packet => packet.User == user)];

    public void Packet(in VoicePacket packet)
    {
        _packets.Enqueue(new HeardPacket(packet.User, packet.Ssrc, packet.Sequence, packet.RtpTimestamp, packet.Arrived, Convert.ToHexStringLower(packet.Opus)));
        Check();
    }

    public void Happened(VoiceEvent happened)
    {
        _events.Enqueue(happened);
        Check();
    }

    /// <summary>Completes once it holds of what was heard.</summary>
    public Task When(Func<HeardSink, bool> holds)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
            _awaited.Add((holds, met));
        Check();
        return met.Task;
    }

    public Task When<T>(int times = 1) where T : VoiceEvent => When(sink => sink._events.OfType<T>().Count() >= times);

    private void Check()
    {
        lock (_awaited)
        {
            foreach (var awaited in _awaited.Where(awaited => awaited.Holds(this)).ToList())
            {
                _awaited.Remove(awaited);
                awaited.Met.TrySetResult();
            }
        }
    }
}

internal sealed record HeardPacket(Snowflake User, uint Ssrc, ushort Sequence, uint Timestamp, long Arrived, string Opus);
