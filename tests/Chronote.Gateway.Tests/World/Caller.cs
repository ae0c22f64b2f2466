using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Chronote.Gateway.Tests.World;

/// <summary>Somebody with a key who sends requests.</summary>
internal sealed class Caller(HttpClient http, TestServer server, string? key)
{
    public TestServer Server => server;

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    /// <param name="body">A text is sent as it is; anything else as JSON with snake_case names.</param>
    public Task<Answer> Post(string path, object? body = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body, Snake), Encoding.UTF8, "application/json"), headers);

    public Task<Answer> Put(string path, byte[] body, string? contentType = "audio/ogg", params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Send(HttpMethod.Put, path, content, headers);
    }

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, content, headers);
        using var response = await http.SendAsync(request);
        return await Answer.Of(response);
    }

    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>An answer whose body is still to be read.</summary>
    public Task<HttpResponseMessage> Open(string path, CancellationToken cancellation, params (string Name, string Value)[] headers) =>
        http.SendAsync(Request(HttpMethod.Get, path, null, headers), HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>Creates a meeting that records.</summary>
    public async Task<TestMeeting> Meeting(object? body = null) => new(this, (await Post("/api/v1/meetings", body)).ShouldBe(201).String("id"));

    private static JsonSerializerOptions Snake { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
