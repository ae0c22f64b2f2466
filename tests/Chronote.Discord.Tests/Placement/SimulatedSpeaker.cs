using System.Buffers.Binary;
using Chronote.Discord.Placement;
using Chronote.Discord.Voice;

namespace Chronote.Discord.Tests.Placement;

/// <summary>What the way to the receiver does to a speaker's packets.</summary>
/// <param name="JitterMs">Mean of an exponential delay over the shortest, drawn for each packet alone, so that packets overtake each other.</param>
/// <param name="NeverPauses">An open microphone: no silence, no pause, for hours.</param>
/// <param name="Stalls">Every ten minutes nothing arrives for 3 s, then all of it at once.</param>
internal sealed record Trouble(string Name, double JitterMs = 0, double Loss = 0, double SkewPpm = 0, bool Stalls = false, bool NeverPauses = false);

/// <summary>
/// A speaker with known truth: spurts of speech, five frames of silence, a pause, all over again; RTP time runs on in pauses or stops there. Sequence
/// numbers and timestamps begin just below their wrap.
/// </summary>
internal sealed class SimulatedSpeaker(Trouble trouble, bool clockRunsOn, int seed)
{
    public const long PerSecond = 48_000;
    public const long ShortestDelay = 25 * 48;
    private const uint Ssrc = 7;

    private readonly Random random = new(seed);
    private readonly PriorityQueue<(ushort Sequence, uint Rtp, long Speech), (long Arrived, long Order)> way = new();
    private readonly List<double> sentAt = [];
    private uint rtp = uint.MaxValue - 5_000;
    private ushort sequence = ushort.MaxValue - 40;
    private double now;
    private long stallEnd, order;

    /// <summary>Packets that were not lost on the way.</summary>
    public long Survived { get; private set; }

    /// <summary>True time of sending plus the shortest delay of the way, by a speech packet's own number.</summary>
    public double TruthOf(ReadOnlySpan<byte> opus) => sentAt[(int)BinaryPrimitives.ReadInt64BigEndian(opus[1..])];

    /// <summary>Number of a speech packet, -1 for silence.</summary>
    public static long NumberOf(ReadOnlySpan<byte> opus) => opus.Length == 9 ? BinaryPrimitives.ReadInt64BigEndian(opus[1..]) : -1;

    public void SpeakTo(SpeakerTimeline timeline, TimeSpan length)
    {
        var end = length.TotalSeconds * PerSecond;
        var tick = 0L;
        while (now < end)
        {
            Spurt(Math.Max(0.06, Exponential(3)));
            if (!trouble.NeverPauses) Pause(random.Next(50) == 0 ? random.Next(60, 300) : Math.Max(0.06, Exponential(4)));
            Deliver(timeline, (long)now, ref tick);
        }
        Deliver(timeline, long.MaxValue, ref tick);
        timeline.Flush();
    }

    private void Spurt(double seconds)
    {
        for (var left = seconds; left > 0; left -= 0.02) Send(isSpeech: true);
        for (var i = 0; i < 5 && !trouble.NeverPauses; i++) Send(isSpeech: false);
    }

    private void Pause(double seconds)
    {
        now += seconds * PerSecond;
        if (clockRunsOn) rtp += (uint)Math.Round(seconds * PerSecond * (1 + trouble.SkewPpm * 1e-6));
    }

    private void Send(bool isSpeech)
    {
        if (random.NextDouble() >= trouble.Loss)
        {
            Survived++;
            way.Enqueue((sequence, rtp, isSpeech ? sentAt.Count : -1), (Arrival(), order++));
        }
        if (isSpeech) sentAt.Add(now + ShortestDelay);
        sequence++;
        rtp += 960;
        now += 960 / (1 + trouble.SkewPpm * 1e-6);
    }

    private long Arrival()
    {
        var arrival = (long)(now + ShortestDelay + (trouble.JitterMs > 0 ? Exponential(trouble.JitterMs * 48) : 0));
        if (!trouble.Stalls) return arrival;
        var intoTen = (arrival + 300 * PerSecond) % (600 * PerSecond);
        if (intoTen < 3 * PerSecond) stallEnd = arrival - intoTen + 3 * PerSecond;
        return Math.Max(arrival, stallEnd);
    }

    private void Deliver(SpeakerTimeline timeline, long until, ref long tick)
    {
        Span<byte> speech = stackalloc byte[9];
        speech[0] = 0xFC; // CELT, 20 ms, stereo, one frame
        while (way.TryPeek(out var packet, out var at) && at.Arrived <= until)
        {
            way.Dequeue();
            for (; tick < at.Arrived; tick += PerSecond / 10) timeline.Pass(tick);
            BinaryPrimitives.WriteInt64BigEndian(speech[1..], packet.Speech);
            var opus = packet.Speech < 0 ? [0xF8, 0xFF, 0xFE] : (ReadOnlySpan<byte>)speech;
            timeline.Arrived(new VoicePacket(new Snowflake(1), Ssrc, packet.Sequence, packet.Rtp, 0, opus), at.Arrived, at.Arrived);
        }
    }

    private double Exponential(double mean) => -mean * Math.Log(1 - random.NextDouble());
}
