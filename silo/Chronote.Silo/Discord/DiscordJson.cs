using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chronote.Silo.Discord;

/// <param name="Tags">Words that somebody gave a meeting.</param>
internal sealed record TaggedMetadata(IReadOnlyList<string> Tags);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TaggedMetadata))]
internal sealed partial class DiscordJson : JsonSerializerContext;
