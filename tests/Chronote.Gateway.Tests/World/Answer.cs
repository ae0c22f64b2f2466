using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Chronote.Gateway.Tests.World;

/// <summary>An HTTP answer, read whole.</summary>
internal sealed class Answer(int status, HttpResponseHeaders headers, HttpContentHeaders content, byte[] bytes)
{
    private readonly Lazy<JsonElement> _json = new(() => JsonDocument.Parse(bytes).RootElement);

    public int Status => status;
    public byte[] Bytes => bytes;
    public string Text => Encoding.UTF8.GetString(bytes);
    public JsonElement Json => _json.Value;

    /// <summary>As much of the body as a failed test should print.</summary>
    public string Shown => Text.Length > 500 ? Text[..500] + " …" : Text;

    public string? MediaType => content.ContentType?.MediaType;
    public HttpContentHeaders Content => content;
    public HttpResponseHeaders Headers => headers;

    public JsonElement this[string name] => Json.GetProperty(name);

    public string String(string name) => this[name].GetString()!;

    public long Number(string name) => this[name].GetInt64();

    public bool Has(string name) => Json.TryGetProperty(name, out _);

    public string? Header(string name) => headers.TryGetValues(name, out var values) ? values.First() : null;

    public static async Task<Answer> Of(HttpResponseMessage response) =>
        new((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
}

internal static class AnswerExpectations
{
    public static Answer ShouldBe(this Answer answer, int status)
    {
        answer.Status.ShouldBe(status, answer.Shown);
        return answer;
    }

    /// <summary>A problem of this status and code, with everything a problem must carry (P-2).</summary>
    public static Answer ShouldBeProblem(this Answer answer, int status, string code)
    {
        answer.Status.ShouldBe(status, answer.Shown);
        answer.MediaType.ShouldBe("application/problem+json");
        answer.String("code").ShouldBe(code, answer.Shown);
        answer.Number("status").ShouldBe(status);
        answer.String("title").ShouldNotBeNullOrWhiteSpace();
        answer.String("type").ShouldEndWith($"/problems/{code}");
        answer.String("request_id").ShouldBe(answer.Header("Chronote-Request-Id"));
        return answer;
    }
}
