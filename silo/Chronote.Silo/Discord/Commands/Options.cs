using System.Globalization;
using System.Text.Json;
using Chronote.Discord.Gateway;

namespace Chronote.Silo.Discord.Commands;

/// <summary>Options of a command, read as what they should be. What is of another kind counts as not given.</summary>
internal static class Options
{
    public static string? Text(Interaction asked, string name) =>
        asked.Options.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Trim().Length > 0 ? text.Trim() : null;

    public static bool? Flag(Interaction asked, string name) => asked.Options.TryGetValue(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    } : null;

    public static ulong? Id(Interaction asked, string name) =>
        ulong.TryParse(Text(asked, name), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    /// <summary>Parts divided by commas, without empty ones and repeats.</summary>
    public static IReadOnlyList<string> List(Interaction asked, string name) =>
        [.. (Text(asked, name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
