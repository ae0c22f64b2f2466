using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Chronote.Client.Spool;
using Chronote.Grains;
using Chronote.Recorder.Record;
using Chronote.Storage.Sql;

namespace Chronote.Golden;

/// <summary>Every type that a serialiser of something kept was told of.</summary>
internal static class Serialisers
{
    /// <summary>Serialisers of what nobody keeps, each with its reason.</summary>
    private static readonly Dictionary<string, string> KeepNothing = new(StringComparer.Ordinal)
    {
        ["LiveJson"] = "reads events while they come in",
    };

    public static IReadOnlyList<JsonTypeInfo> Shapes { get; } =
    [
        .. new[] { typeof(GrainJson), typeof(NotesText), typeof(MeetingJournal), typeof(LedgerLine) }.SelectMany(kept => kept.Assembly.GetTypes())
            .Where(type => typeof(JsonSerializerContext).IsAssignableFrom(type) && !KeepNothing.ContainsKey(type.Name)).SelectMany(Of),
    ];

    private static IEnumerable<JsonTypeInfo> Of(Type context)
    {
        var options = context.Assembly == typeof(GrainJson).Assembly
            ? GrainJson.Options
            : ((JsonSerializerContext)context.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).Options;
        return context.GetCustomAttributesData().Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => options.GetTypeInfo((Type)attribute.ConstructorArguments[0].Value!));
    }
}
