using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Chronote.Client.Events;
using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client;

/// <summary>
/// Typed calls of the HTTP API (docs/PROTOCOL.md), one method per route. Safe for use from several threads.
/// Expected answers are values (<see cref="Answer{T}"/>); only the caller's own cancellation throws.
/// </summary>
/// <remarks>The client does not dispose <paramref name="http"/>, whose own Timeout must be infinite: each call here has its limit.</remarks>
/// <param name="timeout">How long one call may take before its outcome counts as unknown. Default 30 s.</param>
public sealed class ChronoteClient(HttpClient http, Uri server, ApiKey? key, TimeSpan? timeout = null)
{
    private readonly HttpAnswers answers = new(http, key, timeout ?? TimeSpan.FromSeconds(30));

    /// <summary>An HttpClient as this class wants it: no overall time limit, a short one for connecting.</summary>
    public static HttpClient NewHttp() => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public Uri Server => server;

    // Meetings

    /// <summary>Creates a meeting (P-10); with the same key and body again, the meeting made the first time (P-11).</summary>
    public Task<Answer<MeetingView>> CreateMeeting(CreateMeeting request, string? idempotencyKey = null, CancellationToken cancel = default)
    {
        var message = Post("/api/v1/meetings", JsonContent.Create(request, WireJson.Default.CreateMeeting));
        if (idempotencyKey is not null) message.Headers.Add(HeaderNames.IdempotencyKey, idempotencyKey);
        return answers.Send(message, WireJson.Default.MeetingView, cancel);
    }

    /// <summary>Newest first (P-13).</summary>
    public Task<Answer<MeetingPage>> Meetings(int limit = 50, string? cursor = null, CancellationToken cancel = default) =>
        answers.Send(Get(WithCursor($"/api/v1/meetings?limit={limit}", cursor)), WireJson.Default.MeetingPage, cancel);

    public Task<Answer<MeetingView>> Meeting(string meeting, CancellationToken cancel = default) =>
        answers.Send(Get(Of(meeting)), WireJson.Default.MeetingView, cancel);

    /// <summary>The server's present place on the timeline (P-12).</summary>
    public Task<Answer<ClockView>> Clock(string meeting, CancellationToken cancel = default) =>
        answers.Send(Get(Of(meeting, "/clock")), WireJson.Default.ClockView, cancel);

    /// <summary>Names the last sequence number of each track the caller knows (P-50).</summary>
    public Task<Answer<MeetingView>> Stop(string meeting, StopMeeting request, CancellationToken cancel = default) =>
        answers.Send(Post(Of(meeting, "/stop"), JsonContent.Create(request, WireJson.Default.StopMeeting)), WireJson.Default.MeetingView, cancel);

    /// <summary>Ends a meeting that should not have been (P-15).</summary>
    public Task<Answer<Done>> Cancel(string meeting, CancellationToken cancel = default) =>
        answers.SendForNothing(Post(Of(meeting, "/cancel")), cancel);

    /// <summary>Removes a meeting and everything of it (P-15).</summary>
    public Task<Answer<Done>> Delete(string meeting, CancellationToken cancel = default) =>
        answers.SendForNothing(new HttpRequestMessage(HttpMethod.Delete, Address(Of(meeting))), cancel);

    /// <summary>Queues dead chunks again (P-53).</summary>
    public Task<Answer<RetriedView>> Retry(string meeting, CancellationToken cancel = default) =>
        answers.Send(Post(Of(meeting, "/retry")), WireJson.Default.RetriedView, cancel);

    // Tracks and chunks

    public Task<Answer<EpochOpened>> OpenEpoch(TrackAddress track, OpenEpoch request, CancellationToken cancel = default) =>
        answers.Send(Post(Of(track, "/epochs"), JsonContent.Create(request, WireJson.Default.OpenEpoch)), WireJson.Default.EpochOpened, cancel);

    public Task<Answer<TrackView>> Track(TrackAddress track, CancellationToken cancel = default) =>
        answers.Send(Get(Of(track)), WireJson.Default.TrackView, cancel);

    public Task<Answer<Done>> DeclareLost(TrackAddress track, DeclareLost request, CancellationToken cancel = default) =>
        answers.SendForNothing(Post(Of(track, "/lost"), JsonContent.Create(request, WireJson.Default.DeclareLost)), cancel);

    public Task<Answer<Done>> RecordGap(TrackAddress track, RecordGap request, CancellationToken cancel = default) =>
        answers.SendForNothing(Post(Of(track, "/gaps"), JsonContent.Create(request, WireJson.Default.RecordGap)), cancel);

    /// <summary>Hands over one chunk (P-30…P-35). Ok means: it is durable at the server.</summary>
    public Task<Answer<ChunkAcknowledged>> PutChunk(
        TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body, CancellationToken cancel = default)
    {
        var message = new HttpRequestMessage(HttpMethod.Put, Address(Of(track, Invariant($"/chunks/{chunk.Seq}"))))
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(chunk.MediaType);
        message.Content.Headers.Add(HeaderNames.ContentDigest, ContentDigest.HeaderFor(chunk.Digest));
        message.Headers.Add(HeaderNames.Epoch, Invariant($"{chunk.Epoch}"));
        message.Headers.Add(HeaderNames.WriterEpoch, Invariant($"{chunk.WriterEpoch}"));
        message.Headers.Add(HeaderNames.StartSamples, Invariant($"{chunk.StartSamples}"));
        return answers.Send(message, WireJson.Default.ChunkAcknowledged, cancel);
    }

    // Reading

    /// <param name="format"><c>json vtt srt txt md</c></param>
    public Task<Answer<string>> TranscriptText(string meeting, string format, CancellationToken cancel = default) =>
        answers.SendForText(Get(Of(meeting, $"/transcript.{format}")), cancel);

    public Task<Answer<TranscriptView>> Transcript(string meeting, CancellationToken cancel = default) =>
        answers.Send(Get(Of(meeting, "/transcript.json")), WireJson.Default.TranscriptView, cancel);

    /// <param name="format"><c>md json</c></param>
    public Task<Answer<string>> NotesText(string meeting, string format, CancellationToken cancel = default) =>
        answers.SendForText(Get(Of(meeting, $"/notes.{format}")), cancel);

    public Task<Answer<NotesView>> Notes(string meeting, CancellationToken cancel = default) =>
        answers.Send(Get(Of(meeting, "/notes.json")), WireJson.Default.NotesView, cancel);

    /// <summary>One track as Ogg/Opus. The caller reads the body and disposes the response.</summary>
    /// <param name="fromByte">Where to begin, for going on after a broken download.</param>
    public Task<Answer<HttpResponseMessage>> Audio(TrackAddress track, long fromByte = 0, CancellationToken cancel = default)
    {
        var message = Get(Of(track.Meeting, $"/audio/{Uri.EscapeDataString(track.Track)}.ogg"));
        if (fromByte > 0) message.Headers.Range = new RangeHeaderValue(fromByte, null);
        return answers.SendForStream(message, cancel);
    }

    /// <summary>One page of what was acknowledged (P-61); the next one with its cursor.</summary>
    public Task<Answer<ManifestPage>> Manifest(string meeting, string? cursor = null, CancellationToken cancel = default) =>
        answers.Send(Get(WithCursor(Of(meeting, "/manifest"), cursor)), WireJson.Default.ManifestPage, cancel);

    public Task<Answer<LagView>> Lag(string meeting, CancellationToken cancel = default) =>
        answers.Send(Get(Of(meeting, "/lag")), WireJson.Default.LagView, cancel);

    /// <summary>
    /// The meeting's events after number <paramref name="after"/> in commit order (P-63). Ends when the connection does: ask again with the
    /// last number seen. Throws <see cref="EventStreamRefusedException"/> when the server says no.
    /// </summary>
    public async IAsyncEnumerable<MeetingEvent> Events(
        string meeting, long after = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var message = Get(Of(meeting, Invariant($"/events?after={after}")));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var answer = await answers.SendForStream(message, cancel);
        if (answer is not Answer<HttpResponseMessage>.Ok { Value: var response })
        {
            if (answer is Answer<HttpResponseMessage>.Refused refused) throw new EventStreamRefusedException(refused.Problem);
            yield break;
        }
        using (response)
        {
            using var body = await response.Content.ReadAsStreamAsync(cancel);
            await foreach (var each in EventStream.Read(body, cancel)) yield return each;
        }
    }

    /// <summary>True once the server answers that it is ready (P-64).</summary>
    public async Task<bool> IsReady(CancellationToken cancel = default) =>
        await answers.SendForNothing(Get("/health/ready"), cancel) is Answer<Done>.Ok;

    private static string Of(string meeting, string rest = "") => $"/api/v1/meetings/{Uri.EscapeDataString(meeting)}{rest}";

    private static string Of(TrackAddress track, string rest = "") => Of(track.Meeting, $"/tracks/{Uri.EscapeDataString(track.Track)}{rest}");

    private static string WithCursor(string path, string? cursor) =>
        cursor is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}";

    private HttpRequestMessage Get(string path) => new(HttpMethod.Get, Address(path));

    private HttpRequestMessage Post(string path, HttpContent? body = null) => new(HttpMethod.Post, Address(path)) { Content = body };

    // The server may live below a path of a shared host, so its address is a prefix and not only a host.
    private Uri Address(string path) => new($"{server.AbsoluteUri.TrimEnd('/')}{path}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
