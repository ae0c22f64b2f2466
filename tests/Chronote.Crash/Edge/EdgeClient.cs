using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Chronote.Wire;

namespace Chronote.Crash.Edge;

/// <summary>The edge protocol by plain HTTP, without any of the product's client: no answer is an answer here.</summary>
internal sealed class EdgeClient : IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly HttpClient _http;

    /// <param name="answerMax">How long an answer is waited for; null for as long as a patient sender does.</param>
    public EdgeClient(Uri address, string key, TimeSpan? answerMax = null)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = new Uri(address, "/api/v1/"), Timeout = answerMax ?? AnswerMax };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Hears of every answer, in few words.</summary>
    public Action<string>? Saw { get; init; }

    /// <summary>Null: no answer came, or 500; what happened is unknown (P-5).</summary>
    public async Task<EdgeAnswer?> TryPut(string meeting, SampleChunk chunk, long epoch, long writerEpoch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"meetings/{meeting}/tracks/{chunk.Track}/chunks/{chunk.Seq}") { Content = new ByteArrayContent(chunk.Bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("audio/ogg");
        request.Headers.Add(HeaderNames.Epoch, epoch.ToString());
        request.Headers.Add(HeaderNames.WriterEpoch, writerEpoch.ToString());
        request.Headers.Add(HeaderNames.StartSamples, chunk.StartSamples.ToString());
        request.Headers.Add(HeaderNames.ContentDigest, $"sha-256=:{Convert.ToBase64String(chunk.Digest)}:");
        return await TrySend(request, WireJson.Default.ChunkAcknowledged);
    }

    /// <summary>Sends the same request again until an answer came that is not "try again".</summary>
    public async Task<EdgeAnswer> Put(string meeting, SampleChunk chunk, long epoch, long writerEpoch, CancellationToken cancel = default) =>
        await Insist(() => TryPut(meeting, chunk, epoch, writerEpoch), cancel);

    /// <param name="key">Another one for each meeting.</param>
    public async Task<string> Create(string? key = null)
    {
        key ??= $"create {Wait.Now.Ticks}";
        var answer = await Insist(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "meetings") { Content = JsonContent.Create(new CreateMeeting(), WireJson.Default.CreateMeeting) };
            request.Headers.Add(HeaderNames.IdempotencyKey, key);
            return TrySend(request, WireJson.Default.MeetingView);
        });
        return answer.Body<MeetingView>().Id;
    }

    public Task<EdgeAnswer> Open(string meeting, string track, long? seen, string writer, long firstSeq, CancellationToken cancel = default) => Insist(() => TrySend(
        new HttpRequestMessage(HttpMethod.Post, $"meetings/{meeting}/tracks/{track}/epochs")
        {
            Content = JsonContent.Create(new OpenEpoch(seen, writer, firstSeq, new Anchor(0, 0)), WireJson.Default.OpenEpoch),
        }, WireJson.Default.EpochOpened), cancel);

    public Task<EdgeAnswer> Stop(string meeting, IReadOnlyDictionary<string, long>? last = null) => Insist(() => TryStop(meeting, last));

    public Task<EdgeAnswer?> TryStop(string meeting, IReadOnlyDictionary<string, long>? last = null) => TrySend(
        new HttpRequestMessage(HttpMethod.Post, $"meetings/{meeting}/stop") { Content = JsonContent.Create(new StopMeeting(last), WireJson.Default.StopMeeting) }, WireJson.Default.MeetingView);

    public Task<EdgeAnswer> Cancel(string meeting) => Insist(() => TrySend(new HttpRequestMessage(HttpMethod.Post, $"meetings/{meeting}/cancel"), WireJson.Default.MeetingView));

    public Task<EdgeAnswer?> TryDelete(string meeting) => TrySend<Problem>(new HttpRequestMessage(HttpMethod.Delete, $"meetings/{meeting}"), null);

    public Task<EdgeAnswer> Delete(string meeting) => Insist(() => TryDelete(meeting));

    public async Task<MeetingView> Meeting(string meeting) => (await Get($"meetings/{meeting}", WireJson.Default.MeetingView)).Body<MeetingView>();

    /// <summary>Null: no answer came.</summary>
    public async Task<MeetingView?> TryMeeting(string meeting) => (await TrySend(new HttpRequestMessage(HttpMethod.Get, $"meetings/{meeting}"), WireJson.Default.MeetingView))?.Content as MeetingView;

    public async Task<TrackView> Track(string meeting, string track) => (await Get($"meetings/{meeting}/tracks/{track}", WireJson.Default.TrackView)).Body<TrackView>();

    /// <summary>All pages; a track's chunks come together over page borders.</summary>
    public async Task<IReadOnlyDictionary<string, List<ManifestChunk>>> Manifest(string meeting)
    {
        var tracks = new SortedDictionary<string, List<ManifestChunk>>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var page = (await Get($"meetings/{meeting}/manifest{(cursor is null ? "" : $"?cursor={cursor}")}", WireJson.Default.ManifestPage)).Body<ManifestPage>();
            foreach (var track in page.Tracks)
            {
                tracks.TryAdd(track.Track, []);
                tracks[track.Track].AddRange(track.Chunks);
            }
            if ((cursor = page.NextCursor) is null) return tracks;
        }
    }

    public async Task<LagView> Lag(string meeting) => (await Get($"meetings/{meeting}/lag", WireJson.Default.LagView)).Body<LagView>();

    /// <summary>A document as it is sent.</summary>
    public Task<string> Text(string meeting, string name) => _http.GetStringAsync($"meetings/{meeting}/{name}");

    public Task<Stream> Audio(string meeting, string track) => _http.GetStreamAsync($"meetings/{meeting}/audio/{track}.ogg");

    public void Dispose() => _http.Dispose();

    private Task<EdgeAnswer> Get<T>(string path, JsonTypeInfo<T> shape) => Insist(() => TrySend(new HttpRequestMessage(HttpMethod.Get, path), shape));

    private static async Task<EdgeAnswer> Insist(Func<Task<EdgeAnswer?>> ask, CancellationToken cancel = default)
    {
        while (true)
        {
            if (await ask() is { Status: not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) } answer) return answer;
            cancel.ThrowIfCancellationRequested();
            await Wait.For(Pause);
        }
    }

    private async Task<EdgeAnswer?> TrySend<T>(HttpRequestMessage request, JsonTypeInfo<T>? shape)
    {
        try
        {
            using var answer = await _http.SendAsync(request);
            if (answer.IsSuccessStatusCode) Saw?.Invoke($"{(int)answer.StatusCode}");
            else
            {
                var problem = await answer.Content.ReadFromJsonAsync(WireJson.Default.Problem);
                Saw?.Invoke($"{(int)answer.StatusCode} {problem?.Code}");
                return answer.StatusCode == HttpStatusCode.InternalServerError ? null : new EdgeAnswer(answer.StatusCode, null, problem);
            }
            return new EdgeAnswer(answer.StatusCode, shape is null ? null : await answer.Content.ReadFromJsonAsync(shape), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or TaskCanceledException or System.Text.Json.JsonException)
        {
            Saw?.Invoke("no answer");
            return null;
        }
    }
}

/// <summary>An answer that arrived whole.</summary>
internal sealed record EdgeAnswer(HttpStatusCode Status, object? Content, Problem? Problem)
{
    public bool IsSuccess => Problem is null;

    public T Body<T>() => Content is T body ? body : throw new InvalidOperationException($"{(int)Status} {Problem?.Code}: {Problem?.Detail}");
}
