using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Chronote.Bench.Load;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Replay;

/// <summary>A meeting sent over the HTTP API as recorders would, one connection a track, faster than it was spoken.</summary>
/// <remarks>The tracks advance together, a minute of the timeline at a time; their chunks have real places, with a pause now and then.</remarks>
internal sealed class ReplayedMeeting(ServerProcess server, HttpClient http, string id, IReadOnlyList<Speech> speakers) : IDisposable
{
    private const long MinuteSamples = 60 * 48_000;
    private const int ChunksBetweenPauses = 7;
    private const long PauseSamples = 3 * 48_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan QuietMax = TimeSpan.FromMinutes(10);

    private readonly RawConnection[] _connections = [.. speakers.Select(_ => new RawConnection(server.Port))];
    private readonly long[] _seqs = new long[speakers.Count];
    private readonly long[] _places = new long[speakers.Count];
    private readonly string _key = ChronoteServer.Key(server);

    public long Chunks => _seqs.Sum();
    public long Bytes { get; private set; }
    public TimeSpan Timeline => TimeSpan.FromSeconds(_places.Min() / 48_000.0);

    public static async Task<ReplayedMeeting> Begin(ServerProcess server, HttpClient http, IReadOnlyList<Speech> speakers)
    {
        var meeting = new ReplayedMeeting(server, http, await ChronoteServer.CreateMeeting(server), speakers);
        for (var track = 0; track < speakers.Count; track++)
        {
            var answer = await http.PostAsJsonAsync($"{meeting.Path}/tracks/t{track}/epochs", new
            {
                seen_epoch = (long?)null, writer = $"replay-{track}", first_seq = 0, anchor = new { timeline_samples = 0, source_samples = 0 },
            });
            answer.EnsureSuccessStatusCode();
        }
        return meeting;
    }

    /// <summary>Sends everything that begins before this instant of the timeline.</summary>
    public async Task PlayTo(TimeSpan until)
    {
        var end = (long)(until.TotalSeconds * 48_000);
        for (var minute = _places.Min() + MinuteSamples; _places.Min() < end; minute += MinuteSamples)
            await Task.WhenAll(Enumerable.Range(0, speakers.Count).Select(track => Play(track, Math.Min(minute, end))));
    }

    /// <summary>Waits until no chunk waits for text.</summary>
    public Task Quiet() => Until(async () => (await Look("/lag")).GetProperty("pending_chunks").GetInt64() == 0, "all text");

    public async Task Stop()
    {
        var last = _seqs.Select((seq, track) => (track, seq)).ToDictionary(track => $"t{track.track}", track => track.seq - 1);
        (await http.PostAsJsonAsync($"{Path}/stop", new { tracks = last })).EnsureSuccessStatusCode();
        await Until(async () => (await Look("")).GetProperty("phase").GetString() == "completed", "completion");
    }

    public async Task<(int Segments, long Pending, long Dead)> Outcome()
    {
        var meeting = await Look("");
        var transcript = await Look("/transcript.json");
        return (transcript.GetProperty("segments").GetArrayLength(), meeting.GetProperty("pending_chunks").GetInt64(), meeting.GetProperty("dead_chunks").GetInt64());
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

    private string Path => $"/api/v1/meetings/{id}";

    private async Task Play(int track, long until)
    {
        while (_places[track] < until)
        {
            var seq = _seqs[track];
            var (bytes, digest, samples) = speakers[track].Chunk(seq);
            var status = await _connections[track].Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"PUT {Path}/tracks/t{track}/chunks/{seq} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_key}\r\nContent-Type: audio/ogg\r\n"
                + $"Content-Digest: sha-256=:{digest}:\r\nChronote-Epoch: 0\r\nChronote-Writer-Epoch: 0\r\nChronote-Start-Samples: {_places[track]}\r\n"
                + $"Content-Length: {bytes.Length}\r\n\r\n")), bytes);
            if (status != 201) throw new InvalidOperationException($"{status}: {_connections[track].LastAnswer}");
            _seqs[track]++;
            _places[track] += samples + (seq % ChunksBetweenPauses == 0 ? PauseSamples : 0);
            lock (_seqs) Bytes += bytes.Length;
        }
    }

    private async Task<JsonElement> Look(string below) => await http.GetFromJsonAsync<JsonElement>(Path + below);

    private static async Task Until(Func<Task<bool>> isSo, string what)
    {
        for (var waited = TimeSpan.Zero; waited < QuietMax; waited += LookEvery)
        {
            if (await isSo()) return;
            await Task.Delay(LookEvery);
        }
        throw new TimeoutException($"Waited in vain for {what}.");
    }
}
