using System.Globalization;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Voice;
using Chronote.Domain;

namespace Chronote.Crash.Calls;

/// <summary>What was said, against what was recorded: which packets are missing and why, and how far the others are from where they belong.</summary>
/// <param name="createdAt">The timeline's zero, by the wall clock.</param>
internal sealed class CallTruth(SimulatedDiscord discord, WallTimes walls, DateTimeOffset createdAt)
{
    private readonly List<double> _offsets = [];
    private readonly List<string> _unexplained = [];
    private int _sent, _recorded, _lostOnTheWay, _excused;

    /// <summary>Packets that reached the receiver outside of the excused stretch, and are not there.</summary>
    public IReadOnlyList<string> Unexplained => _unexplained;

    /// <param name="spurts">What the user's client was given to send, in order; each spurt without a pause.</param>
    /// <param name="leftEarly">The user left in the middle of the last spurt.</param>
    /// <param name="isExcused">Whether a packet sent then may be missing.</param>
    public void Compare(RecordedTrack track, IReadOnlyList<IReadOnlyList<byte[]>> spurts, bool leftEarly, Func<DateTimeOffset, bool> isExcused)
    {
        var heard = discord.Voice.Heard(track.User).Where(frame => !frame.IsSilence).ToList();
        var given = spurts.Sum(spurt => spurt.Count);
        if (leftEarly) heard.Count.ShouldBeInRange(given - spurts[^1].Count + 1, given - 1);
        else heard.Count.ShouldBe(given, $"the voice server took every packet of {track.Name}");
        var spoken = spurts.SelectMany(spurt => spurt).ToList();
        var times = Times(heard, spurts);
        var next = 0;
        for (var i = 0; i < heard.Count; i++)
        {
            var sentAt = times[i];
            _sent++;
            if (next < track.Packets.Count && track.Packets[next].Opus.AsSpan().SequenceEqual(spoken[i]))
            {
                _recorded++;
                _offsets.Add(track.Packets[next++].Place - (sentAt - createdAt).TotalSeconds);
            }
            else if (heard[i].LostFor.Contains(discord.Bot.Id)) _lostOnTheWay++;
            else if (isExcused(sentAt)) _excused++;
            else _unexplained.Add($"{track.Name}'s packet {i}, sent {(sentAt - createdAt).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s after the beginning");
        }
        next.ShouldBe(track.Packets.Count, $"nothing is on the track of {track.Name} that was not said then");
    }

    // A client whose machine is busy sends late what its clock says was spoken in time: the RTP time counts, from the least late packet of the spurt on.
    private List<DateTimeOffset> Times(List<HeardFrame> heard, IReadOnlyList<IReadOnlyList<byte[]>> spurts)
    {
        var times = new List<DateTimeOffset>();
        foreach (var spurt in spurts)
        {
            var frames = heard.GetRange(times.Count, Math.Min(spurt.Count, heard.Count - times.Count));
            var first = frames[0].Timestamp;
            var began = frames.Min(frame => walls.At(frame.Arrived) - Spoken(frame.Timestamp - first));
            times.AddRange(frames.Select(frame => began + Spoken(frame.Timestamp - first)));
        }
        return times;
    }

    private static TimeSpan Spoken(uint samples) => TimeSpan.FromSeconds(samples / (double)Limits.SamplesPerSecond);

    /// <summary>The error of place that so large a share of the packets does not exceed. All tracks share one zero: the middle of all.</summary>
    public TimeSpan Misplaced(double share)
    {
        var middle = _offsets.Order().ElementAt(_offsets.Count / 2);
        return TimeSpan.FromSeconds(_offsets.Select(offset => Math.Abs(offset - middle)).Order().ElementAt((int)(share * (_offsets.Count - 1))));
    }

    public string Told => string.Create(CultureInfo.InvariantCulture,
        $"{_sent} packets sent, {_recorded} recorded byte for byte, {_lostOnTheWay} lost on the way, {_excused} in the stretch of the kill, {_unexplained.Count} unexplained; "
        + $"misplaced p50 {Misplaced(0.5).TotalMilliseconds:0.0} ms, p99 {Misplaced(0.99).TotalMilliseconds:0.0} ms, most {Misplaced(1).TotalMilliseconds:0.0} ms");
}
