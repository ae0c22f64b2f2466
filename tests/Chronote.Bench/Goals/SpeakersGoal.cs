using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Chronote.Client.Spool;
using Chronote.Discord;
using Chronote.Discord.Placement;
using Chronote.Discord.Voice;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Engines;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Meetings;
using Chronote.Grains.Meetings;
using Chronote.Silo;
using Chronote.Silo.Discord.Recording;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Bench.Goals;

/// <summary>
/// What a recorded speaker costs between decryption and the acknowledged chunk: 100 guilds of four, who speak a third of the time, into a real server in
/// this process with a real disk, against 0.2 % of a core and 64 KiB each. The packets' making is part of what is measured.
/// </summary>
internal sealed class SpeakersGoal : IGoal
{
    private const int Guilds = 100;
    private const int SpeakersPerGuild = 4;
    private const int Speakers = Guilds * SpeakersPerGuild;
    private const double CoreShareMax = 0.002;
    private const int PacketBytes = 120; // 48 kbit/s
    private const int IdleSpeakers = 10_000;
    private const int GuildsBefore = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    public string Name => "speakers";

    public async Task<GoalResult?> Run()
    {
        Console.WriteLine(Invariant($"  placing and sealing: {PacketsPerSecond():n0} packets a second on one core"));
        Console.WriteLine(Invariant($"  an idle speaker: {IdleBytes():n0} bytes"));

        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        try
        {
            var (coreShare, bytes) = await Live(folder);
            Console.WriteLine(Invariant($"  {Speakers} live speakers: {coreShare * 100:0.000} % of a core and {bytes / 1024:0.0} KiB resident each"));
            return new GoalResult(coreShare / CoreShareMax, Target: 1, Aim: 0.5, LowerIsBetter: true, Against: "0.2 % of a core");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double CoreShare, double Bytes)> Live(string path)
    {
        using var data = DataFolder.Take(path);
        var settings = new SiloSettings { Data = path, Url = "http://127.0.0.1:0", Transcription = new EngineOptions { Engine = EngineNames.None } };
        await using var app = Server.Build(settings, data, builder => builder.Logging.ClearProviders());
        await Server.Start(app, data);
        var services = app.Services;
        var time = services.GetRequiredService<TimeProvider>();
        var budget = new SpoolBudget(new SpoolLimits());
        var server = new DirectChunkServer(
            new TenantId("default"), services.GetRequiredService<MeetingCalls>(), services.GetRequiredService<TrackCalls>(), services.GetRequiredService<ChunkIngest>());
        var recordings = new List<GuildRecording>();
        var (before, liveBefore) = (0L, 0L);
        for (var guild = 0; guild < Guilds; guild++)
        {
            // What the program itself grows by under load is not the speakers': it is there before most of them.
            if (guild == GuildsBefore)
            {
                await Speak(recordings, WarmUp);
                (before, liveBefore) = (Resident(), GC.GetTotalMemory(forceFullCollection: true));
            }
            var id = MeetingId.At(time.GetUtcNow(), services.GetRequiredService<IRandomness>().Next());
            await services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(id.Value).Create(new CreateMeeting("default", null, null, null, null, "bench", null, [], []));
            recordings.Add(await GuildRecording.Open(new RecordingOrder(id.Value, time.GetUtcNow()), new RecordingParts(
                server, new DiskSpoolFiles(Path.Combine(path, "discord")), budget, time, new Random(guild), NullLogger.Instance, user => $"{user}", _ => false)));
            ((IVoiceSink)recordings[^1]).Happened(new VoiceEvent.Connected(1));
        }
        await Speak(recordings, WarmUp);
        var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Speak(recordings, Length);
        var share = (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(began) / Speakers;
        var added = (Guilds - GuildsBefore) * SpeakersPerGuild;
        var bytes = (Resident() - before) / (double)added;
        Console.WriteLine(Invariant($"  of it living objects: {(GC.GetTotalMemory(forceFullCollection: true) - liveBefore) / 1024.0 / added:0.0} KiB each"));
        var figures = new List<RecordingFigures>();
        foreach (var recording in recordings)
        {
            await recording.Stop(TimeSpan.FromSeconds(30));
            figures.Add(await recording.Figures());
        }
        var (arrived, lost) = (figures.Sum(each => each.Arrived), figures.Sum(each => each.Overflowed + each.Unstored));
        var (delivered, chunks) = (figures.Sum(each => each.ChunksDelivered), figures.Sum(each => each.ChunksSealed));
        Console.WriteLine(Invariant($"  {arrived:n0} packets, {delivered:n0} of {chunks:n0} chunks delivered, {lost} lost"));
        return (share, bytes);
    }

    // Each speaks 3 s, sends five frames of silence, and is silent for 6 s; they begin at different times.
    private static async Task Speak(List<GuildRecording> recordings, TimeSpan length)
    {
        var packet = new byte[PacketBytes];
        new Random(1).NextBytes(packet);
        packet[0] = 0xFC;
        byte[] silence = [0xF8, 0xFF, 0xFE];
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            await tick.WaitForNextTickAsync();
            var ticks = Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 50);
            for (var each = 0; each < recordings.Count * SpeakersPerGuild; each++)
            {
                var phase = (ticks + each * 113) % 450;
                if (phase >= 155) continue;
                var sequence = (ticks + each * 113) / 450 * 155 + phase;
                var opus = phase < 150 ? packet.AsSpan() : silence;
                if (phase < 150) BinaryPrimitives.WriteInt64LittleEndian(packet.AsSpan(1), sequence);
                ((IVoiceSink)recordings[each / SpeakersPerGuild]).Packet(new VoicePacket(
                    new Snowflake((ulong)each + 1), (uint)each, (ushort)sequence, (uint)(ticks * 960), Stopwatch.GetTimestamp(), opus));
            }
        }
    }

    private static double PacketsPerSecond()
    {
        const int packets = 2_000_000;
        var sealing = new Sealing();
        var packet = new byte[PacketBytes];
        packet[0] = 0xFC;
        for (var i = 0; i < packets / 10; i++) sealing.Take(packet, i);
        var began = Stopwatch.GetTimestamp();
        for (var i = packets / 10; i < packets; i++) sealing.Take(packet, i);
        return packets * 0.9 / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    // Having spoken once, so that what is kept of a speaker is there.
    private static double IdleBytes()
    {
        var packet = new byte[PacketBytes];
        packet[0] = 0xFC;
        var speakers = new Sealing[IdleSpeakers];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var each = 0; each < IdleSpeakers; each++)
        {
            speakers[each] = new Sealing();
            for (var i = 0; i < 60; i++) speakers[each].Take(packet, i);
            speakers[each].FallSilent();
        }
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)IdleSpeakers;
        GC.KeepAlive(speakers);
        return bytes;
    }

    private static long Resident() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    // One speaker as a recording has it, without its disk.
    private sealed class Sealing : ICollected
    {
        private readonly SpeakerTimeline timeline;
        private readonly ChunkCollector chunks;
        private long end;

        public Sealing()
        {
            chunks = new ChunkCollector(this, source => source, 0);
            timeline = new SpeakerTimeline(chunks);
        }

        public void Take(byte[] packet, long number)
        {
            end = number * 960;
            timeline.Arrived(new VoicePacket(new Snowflake(1), 1, (ushort)number, (uint)end, 0, packet), end, end);
        }

        public void FallSilent()
        {
            timeline.Pass(end + 48_000);
            chunks.Seal();
        }

        public void Sealed(OpenChunk chunk) => chunk.ToOgg();

        public void Gap(long startSamples, long durationSamples, string reason) { }
    }
}
