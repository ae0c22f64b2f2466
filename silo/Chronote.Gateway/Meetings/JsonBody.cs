using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chronote.Domain;
using Chronote.Gateway.Problems;

namespace Chronote.Gateway.Meetings;

/// <summary>Reads a JSON body. A field nothing acts on is refused, never ignored (P-6).</summary>
internal static class JsonBody
{
    /// <returns>The value (<paramref name="empty"/> when there is no body) and its bytes, or the problem.</returns>
    public static async Task<(T? Value, byte[] Bytes, ProblemResult? Bad)> Read<T>(HttpContext http, JsonTypeInfo<T> shape, T empty)
    {
        var (bytes, tooLarge) = await Bytes(http);
        if (tooLarge) return (default, bytes, ProblemResult.Of("too_large", $"A JSON body has at most {Limits.JsonBodyBytesMax} bytes."));
        if (bytes.Length == 0) return (empty, bytes, null);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (default, bytes, ProblemResult.Of("bad_request", "The body is a JSON object."));
            foreach (var property in document.RootElement.EnumerateObject())
                if (shape.Properties.All(field => field.Name != property.Name))
                {
                    var known = string.Join(", ", shape.Properties.Select(field => field.Name));
                    return (default, bytes, ProblemResult.Of("not_available", $"Nothing acts on the field '{property.Name}'. Known are: {known}."));
                }
            return (document.Deserialize(shape), bytes, null);
        }
        catch (JsonException wrong)
        {
            return (default, bytes, ProblemResult.Of("bad_request", $"The body is not the JSON expected: {wrong.Message}"));
        }
    }

    private static async Task<(byte[] Bytes, bool TooLarge)> Bytes(HttpContext http)
    {
        if (http.Request.ContentLength > Limits.JsonBodyBytesMax) return ([], true);
        using var copy = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            if (copy.Length + read > Limits.JsonBodyBytesMax) return ([], true);
            copy.Write(buffer, 0, read);
        }
        return (copy.ToArray(), false);
    }
}
