using System.Text.Json;
using Chronote.Domain.Notes;

namespace Chronote.Engines.OpenAi;

/// <summary>The part of an error answer worth showing. Servers agree on little: <c>{"error":{…}}</c>, <c>{"error":"…"}</c>,
/// <c>{"detail":"…"}</c>.</summary>
internal readonly record struct ErrorBody(string? Message, string? Code, string? Field)
{
    private const int MessageCharactersMax = 200;

    public static ErrorBody Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return default;
            if (!root.TryGetProperty("error", out var error))
                return new ErrorBody(Text(root, "detail") ?? Text(root, "message"), null, null);
            return error.ValueKind == JsonValueKind.Object
                ? new ErrorBody(Text(error, "message"), Text(error, "code") ?? Text(error, "type"), Text(error, "param"))
                : new ErrorBody(Text(root, "error"), null, null);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement of, string name)
        => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? Clip.Sentence(MarkdownText.OneLine(value.GetString()!), MessageCharactersMax)
            : null;
}
