using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Chronote.Domain.Notes;

namespace Chronote.Storage.Sql;

/// <summary>Notes as stored: JSON.</summary>
internal static class NotesText
{
    public static JsonTypeInfo<NotesDocument> Shape => NotesTextContext.Default.NotesDocument;

    public static string Write(NotesDocument document) => JsonSerializer.Serialize(document, Shape);

    public static NotesDocument Read(string text) => JsonSerializer.Deserialize(text, Shape)!;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NotesDocument))]
internal sealed partial class NotesTextContext : JsonSerializerContext;
