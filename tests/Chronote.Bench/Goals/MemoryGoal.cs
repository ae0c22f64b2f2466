using System.Globalization;
using System.Text;
using Chronote.Bench.Load;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Goals;

/// <summary>Resident memory per live track at 2,000 live tracks, each of which sent chunks, against the 128 KiB a track may cost.</summary>
internal sealed class MemoryGoal : IGoal
{
    private const int Meetings = 10;
    private const int TracksPerMeeting = 200;
    private const int ChunksPerTrack = 4;
    private const double BytesPerTrackMax = 128 * 1024;

    public string Name => "memory";

    public async Task<GoalResult?> Run()
    {
        var chunks = SampleChunks.Make(64);
        using var server = await ChronoteServer.Start();
        var key = ChronoteServer.Key(server);
        // The runtime's own growth under load is not the tracks': it is there before the first of them.
        await Send(server, key, [await ChronoteServer.CreateMeeting(server)], chunks, tracks: 8, perTrack: 200);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = ResidentBytes(server.ProcessId);

        var meetings = new List<string>();
        for (var i = 0; i < Meetings; i++) meetings.Add(await ChronoteServer.CreateMeeting(server));
        await Send(server, key, meetings, chunks, TracksPerMeeting, ChunksPerTrack);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var after = ResidentBytes(server.ProcessId);

        var perTrack = (after - before) / (double)(Meetings * TracksPerMeeting);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  resident {before / 1e6:0.0} MB before, {after / 1e6:0.0} MB with {Meetings * TracksPerMeeting} live tracks: {perTrack / 1024:0.0} KiB a track"));
        return new GoalResult(perTrack / BytesPerTrackMax, Target: 1, Aim: 0.5, LowerIsBetter: true);
    }

    private static async Task Send(ServerProcess server, string key, List<string> meetings, IReadOnlyList<(byte[] Bytes, string Digest)> chunks, int tracks, int perTrack)
    {
        foreach (var meeting in meetings)
            await Parallel.ForEachAsync(Enumerable.Range(0, tracks), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (track, cancelled) =>
            {
                using var http = new RawConnection(server.Port);
                for (var seq = 0; seq < perTrack; seq++)
                {
                    var (bytes, digest) = chunks[(track + seq) % chunks.Count];
                    var status = await http.Send(Encoding.ASCII.GetBytes(
                        $"PUT /api/v1/meetings/{meeting}/tracks/t{track}/chunks/{seq} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
                        + $"Content-Digest: sha-256=:{digest}:\r\nContent-Length: {bytes.Length}\r\n\r\n"), bytes);
                    if (status != 201) throw new InvalidOperationException($"{status}: {http.LastAnswer}");
                }
            });
    }

    private static long ResidentBytes(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;
}
