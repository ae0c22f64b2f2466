using System.Text.Json;

namespace Chronote.Discord;

/// <summary>Reads JSON that nobody vouches for: what is missing or of another kind is null.</summary>
internal static class JsonReading
{
    /// <summary>Hands the document to <paramref name="read"/>; default when it is no JSON, or holds text that is none.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // An unpaired surrogate or broken UTF-8 inside a string shows only when the string is read, as InvalidOperationException.
            return default;
        }
    }

    public static JsonElement? Part(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    public static JsonElement? Part(this JsonElement? from, string name) => from?.Part(name);

    public static string? Text(this JsonElement? from) => from is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static string? Text(this JsonElement from, string name) => from.Part(name).Text();

    public static Snowflake? Id(this JsonElement from, string name) => from.Part(name).Id();

    public static Snowflake? Id(this JsonElement? from) => Snowflake.TryParse(from.Text(), out var id) ? id : null;

    public static long? Number(this JsonElement? from) => from is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public static long? Number(this JsonElement from, string name) => from.Part(name).Number();

    /// <summary>A number within bounds, also one written with a fraction.</summary>
    public static double? Real(this JsonElement from, string name) =>
        from.Part(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    public static bool IsTrue(this JsonElement from, string name) => from.Part(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of an array, at most <paramref name="max"/>; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? from, int max) =>
        from is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Take(max) : [];

    public static IEnumerable<JsonElement> Items(this JsonElement from, string name, int max) => from.Part(name).Items(max);
}
