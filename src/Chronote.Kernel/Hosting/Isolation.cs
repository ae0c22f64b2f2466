using System.Text.Json;

namespace Chronote.Kernel.Hosting;

/// <summary>Copies values as if they had crossed a wire: caller and grain never share what can change, and what can't travel fails at once.</summary>
internal sealed class Isolation(JsonSerializerOptions json)
{
    public object? Copy(object? value, Type declared) => value switch
    {
        null or string or CancellationToken => value,
        byte[] bytes => bytes.ToArray(),
        _ when IsPlain(value.GetType()) => value,
        _ => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, declared, json), declared, json),
    };

    public T Copy<T>(T value) => (T)Copy(value, typeof(T))!;

    public byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, json);

    public T Read<T>(byte[] bytes) => JsonSerializer.Deserialize<T>(bytes, json)!;

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTimeOffset) || type == typeof(DateTime)
        || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly);
}
