using System.Reflection;

namespace Chronote.Silo.Settings;

/// <summary>Every setting there is, found from the options' types.</summary>
/// <param name="Path">With <c>:</c> between sections, as in <c>chronote.json</c>.</param>
/// <param name="Secret">Never printed; may be given as a file.</param>
public sealed record KnownSetting(string Path, PropertyInfo Property, object? Default, bool Secret)
{
    public string Variable => "CHRONOTE_" + Path.Replace(":", "__");
}

public static class KnownSettings
{
    /// <summary>Settings of the programs that talk to a server. They share the prefix, and the data folder's name.</summary>
    public static IReadOnlyList<string> OfClients { get; } = ["Server", "ApiKey", "Recorder:"];

    /// <summary>Names from before, read when ours is not set.</summary>
    public static IReadOnlyDictionary<string, string> OlderNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "Database",
        ["DATABASE_READ_REPLICA_URL"] = "DatabaseReplica",
        ["LOG_LEVEL"] = "LogLevel",
        ["MAX_CONCURRENCY"] = "Transcription:Concurrency",
    };

    public static IReadOnlyList<KnownSetting> All { get; } = [.. Of(typeof(SiloSettings), new SiloSettings(), "")];

    private static IEnumerable<KnownSetting> Of(Type type, object defaults, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).OrderBy(property => property.MetadataToken))
        {
            var path = prefix + property.Name;
            var value = property.GetValue(defaults);
            if (property.PropertyType.IsClass && property.PropertyType != typeof(string) && property.PropertyType.Namespace?.StartsWith("Chronote", StringComparison.Ordinal) == true)
                foreach (var inner in Of(property.PropertyType, value!, path + ":")) yield return inner;
            else
                yield return new KnownSetting(path, property, value, property.Name is "ApiKey" or "Token" or "Database" or "DatabaseReplica");
        }
    }
}
