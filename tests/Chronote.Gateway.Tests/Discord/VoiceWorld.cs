using Chronote.Client.Spool;
using Chronote.Discord;
using Chronote.Discord.Voice;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Tests.World;
using Chronote.Media.Ogg;
using Chronote.Silo.Discord.Recording;
using Microsoft.Extensions.Logging;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>A meeting on a real server, a spool on a real disk, and speakers whose packets arrive on a clock that the test moves.</summary>
internal sealed class VoiceWorld : IAsyncDisposable
{
    private const long ToleranceSamples = 48 * 5;
    private static readonly byte[] Silence = [0xF8, 0xFF, 0xFE];
    private readonly TestServer server;
    private readonly string spool = Directory.CreateTempSubdirectory("chronote-voice-").FullName;
    private readonly HashSet<Snowflake> optedOut = [];
    private readonly Random random = new();

    private VoiceWorld(TestServer server, TestMeeting meeting)
    {
        (this.server, Meeting) = (server, meeting);
        Disk = new SlowFiles(new DiskSpoolFiles(spool));
    }

    public SlowFiles Disk { get; }

    public TestMeeting Meeting { get; }

    public ManualTime Clock => server.Clock;

    public GuildRecording Recording { get; private set; } = null!;

    /// <summary>Turns are waited for until they are on disk; not so while that hangs.</summary>
    public bool DiskAnswers { get; set; } = true;

    public SpoolLimits Limits { get; set; } = new() { FreeBytesMin = 0 };

    public string Folder => Path.Combine(spool, Meeting.Id);

    public static async Task<VoiceWorld> On(TestServer server) => new(server, await server.Admin.Meeting());

    public RecordingParts Parts => new(
        new DirectChunkServer(new TenantId("default"), server.Service<MeetingCalls>(), server.Service<TrackCalls>(), server.Service<ChunkIngest>()),
        Disk, new SpoolBudget(Limits), Clock, random, server.Service<ILoggerFactory>().CreateLogger("voice"), user => $"user {user}", optedOut.Contains);

    /// <summary>The same meeting, with a spool of its own.</summary>
    public VoiceWorld OtherMachine() => new(server, Meeting);

    public async Task<GuildRecording> Record(DateTimeOffset? heardUntil = null)
    {
        Recording = await GuildRecording.Open(new RecordingOrder(Meeting.Id, await CreatedAt(), heardUntil), Parts);
        Tell(new VoiceEvent.Connected(1));
        return Recording;
    }

    public async Task<DateTimeOffset> CreatedAt() => (await Meeting.Get()).ShouldBe(200)["created_at"].GetDateTimeOffset();

    public void OptOut(Snowflake user, bool isOut = true)
    {
        if (isOut) optedOut.Add(user);
        else optedOut.Remove(user);
    }

    public void Tell(VoiceEvent happened) => ((IVoiceSink)Recording).Happened(happened);

    /// <summary>Where the present lies on the meeting's timeline, samples.</summary>
    public async Task<long> Now() => (long)((Clock.GetUtcNow() - await CreatedAt()).TotalSeconds * 48_000);

    /// <summary>All of them speak for a while, at once.</summary>
    public async Task Speak(TimeSpan length, params SpokenTrack[] speakers)
    {
        for (var ms = 0; ms < length.TotalMilliseconds; ms += 20)
        {
            foreach (var speaker in speakers) speaker.Say((IVoiceSink)Recording, Clock.GetTimestamp(), speaker.NextSpeech());
            await Step(ms);
        }
    }

    /// <summary>The full stop of a speaker, and nothing after it.</summary>
    public Task FallSilent(params SpokenTrack[] speakers) => FallSilent(speakers, []);

    /// <summary>The same, while others go on.</summary>
    public async Task FallSilent(SpokenTrack[] speakers, SpokenTrack[] others)
    {
        for (var i = 0; i < 5; i++)
        {
            foreach (var speaker in speakers) speaker.Say((IVoiceSink)Recording, Clock.GetTimestamp(), Silence);
            foreach (var speaker in others) speaker.Say((IVoiceSink)Recording, Clock.GetTimestamp(), speaker.NextSpeech());
            await Step(i * 20);
        }
        foreach (var speaker in speakers) speaker.Stopped(Clock.GetTimestamp());
    }

    public async Task Wait(TimeSpan length)
    {
        for (var ms = 0; ms < length.TotalMilliseconds; ms += 20) await Step(ms);
    }

    private async Task Step(int ms)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(20));
        if (ms % 100 == 80) await (DiskAnswers ? Recording.TurnNow() : Recording.Figures());
    }

    /// <summary>Waits until all that was sealed is acknowledged, so many chunks of the user's track.</summary>
    public Task Stored(SpokenTrack of, int chunks) => server.Until(
        async () => (await Chunks(of)).Count >= chunks, async () => $"{chunks} chunks of {of.User}, there are {(await Chunks(of)).Count}");

    public async Task<IReadOnlyList<ChunkRow>> Chunks(SpokenTrack of) => await server.Service<IMeetingStore>().ChunksByPlace(of.Key(Meeting.Id), -1, -1, 1_000);

    /// <summary>Packets of a track with their places, from the chunks as they are stored.</summary>
    public async Task<List<(long StartSamples, byte[] Packet)>> Stored(SpokenTrack of)
    {
        var all = new List<(long, byte[])>();
        foreach (var chunk in await Chunks(of))
        {
            var at = chunk.Receipt.StartSamples;
            foreach (var packet in StoredPackets.Of(await Bytes(chunk)))
            {
                all.Add((at, packet.ToArray()));
                at += Media.Opus.OpusPacket.DurationSamples(packet);
            }
        }
        return all;
    }

    public async Task<byte[]> Bytes(ChunkRow chunk) =>
        await server.Service<IChunkStore>().ReadBytes(chunk.Receipt.Key) ?? throw new ShouldAssertException($"no bytes of {chunk.Receipt.Key}");

    public Task<IReadOnlyList<Gap>> Gaps(SpokenTrack of) => server.Service<IMeetingStore>().Gaps(of.Key(Meeting.Id));

    public Task Until(Func<Task<bool>> isSo) => server.Until(isSo);

    /// <summary>A call that waits for others while time goes by.</summary>
    public async Task<T> WithTime<T>(Task<T> call)
    {
        await server.Until(() => call.IsCompleted, "the call");
        return await call;
    }

    /// <summary>Byte for byte, in order, nothing more than concealed losses, and within the tolerance of where it was sent.</summary>
    public async Task Same(SpokenTrack speaker)
    {
        var zero = (await CreatedAt()).Ticks;
        var stored = (await Stored(speaker)).Where(each => each.Packet.Length > 1).ToList();
        stored.Select(each => Convert.ToHexString(each.Packet)).ShouldBe(speaker.Said.Select(each => Convert.ToHexString(each.Packet)));
        for (var i = 0; i < stored.Count; i++)
            Math.Abs(stored[i].StartSamples - (speaker.Said[i].Timestamp - zero) * 48_000 / TimeSpan.TicksPerSecond).ShouldBeLessThan(ToleranceSamples, $"packet {i}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Recording is not null) await Recording.Die();
        Directory.Delete(spool, recursive: true);
    }
}

/// <summary>A speaker: each packet says whose it is and its number.</summary>
/// <param name="clockStops">Its RTP clock stands still in pauses.</param>
internal sealed class SpokenTrack(ulong user, bool clockStops = false)
{
    private readonly List<(long Timestamp, byte[] Packet)> said = [];
    private ushort sequence = ushort.MaxValue - 20;
    private uint rtp = uint.MaxValue - 30_000;
    private long stoppedAt;
    private uint ssrc = (uint)user;

    public Snowflake User { get; } = new(user);

    /// <summary>What was sent, with the timestamps of sending; 20 ms each.</summary>
    public IReadOnlyList<(long Timestamp, byte[] Packet)> Said => said;

    /// <summary>Packets that are sent and never arrive, from here on.</summary>
    public int Loses { get; set; }

    public TrackKey Key(string meeting) => new(new MeetingId(meeting), new TrackId(User.ToString()));

    public byte[] NextSpeech()
    {
        var packet = new byte[40];
        new Random(HashCode.Combine(User, said.Count)).NextBytes(packet);
        packet[0] = 0xFC; // CELT, 20 ms, stereo, one frame
        return packet;
    }

    public void Say(IVoiceSink to, long timestamp, byte[] packet)
    {
        if (stoppedAt != 0 && !clockStops) rtp += (uint)((timestamp - stoppedAt) * 48_000 / TimeSpan.TicksPerSecond);
        stoppedAt = 0;
        if (Loses > 0) Loses--;
        else
        {
            said.Add((timestamp, packet));
            to.Packet(new VoicePacket(User, ssrc, sequence, rtp, timestamp, packet));
        }
        sequence++;
        rtp += 960;
    }

    /// <summary>Leaves out the last packets of the first so many.</summary>
    public void Forget(int first, int packets) => said.RemoveRange(first - packets, packets);

    public void Stopped(long timestamp) => stoppedAt = timestamp;

    /// <summary>As after a rejoin: everything begins anew.</summary>
    public void NewSsrc() => (ssrc, sequence, rtp, stoppedAt) = (ssrc + 1000, 7, 123_456, 0);
}
