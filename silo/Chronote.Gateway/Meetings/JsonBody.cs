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
            if (Unknown(document.RootElement, shape) is { } unknown) return (default, bytes, ProblemResult.Of("not_available", unknown));
            return (document.Deserialize(shape), bytes, null);
        }
        // Text that is no Unicode shows itself only when it is read out, and then as an InvalidOperationException.
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return (default, bytes, ProblemResult.Of("bad_request", $"The body is not the JSON expected: {wrong.Message}"));
        }
    }

    // Looks into every object whose shape is ours; what a caller keeps in a field of its own (metadata) is the caller's.
    private static string? Unknown(JsonElement element, JsonTypeInfo shape)
    {
        if (element.ValueKind == JsonValueKind.Array && shape.Kind == JsonTypeInfoKind.Enumerable)
            return element.EnumerateArray().Select(item => Unknown(item, shape.Options.GetTypeInfo(shape.ElementType!))).FirstOrDefault(found => found is not null);
        if (element.ValueKind != JsonValueKind.Object || shape.Kind != JsonTypeInfoKind.Object) return null;
        foreach (var property in element.EnumerateObject())
        {
            if (shape.Properties.FirstOrDefault(known => known.Name == property.Name) is not { } field)
                return $"Nothing acts on the field '{property.Name}'. Known are: {string.Join(", ", shape.Properties.Select(known => known.Name))}.";
            if (Unknown(property.Value, shape.Options.GetTypeInfo(field.PropertyType)) is { } inside) return inside;
        }
        return null;
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
