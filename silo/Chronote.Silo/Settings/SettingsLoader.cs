using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Chronote.Silo.Settings;

/// <param name="Origin">Where the value came from: <c>default</c>, a variable's name, or a file.</param>
public sealed record EffectiveSetting(KnownSetting Known, string? Value, string Origin);

/// <param name="Mistakes">With any of these the server does not start.</param>
/// <param name="Warnings">Names nothing acts on.</param>
public sealed record LoadedSettings(SiloSettings Settings, IReadOnlyList<EffectiveSetting> Effective, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Warnings);

/// <summary>Reads settings: environment <c>CHRONOTE_…</c> first, then <c>chronote.json</c> in the data folder, then older names, then defaults.</summary>
public static class SettingsLoader
{
    private const string Prefix = "CHRONOTE_";
    private const string FromFile = "_FILE";

    public static LoadedSettings Load(IDictionary environment)
    {
        var variables = environment.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)(entry.Value ?? ""), StringComparer.Ordinal);
        var (mistakes, warnings) = (new List<string>(), new List<string>());
        var found = new Dictionary<string, (string Value, string Origin)>(StringComparer.OrdinalIgnoreCase);
        FromOlderNames(variables, found);
        FromVariables(variables, found, mistakes, warnings, onlyData: true);
        var data = new SiloSettings { Data = found.TryGetValue("Data", out var chosen) ? chosen.Value : null }.DataFolder;
        FromJson(Path.Combine(data, "chronote.json"), found, mistakes, warnings);
        FromVariables(variables, found, mistakes, warnings, onlyData: false);

        TakeOutUnreadable(found, mistakes);
        var settings = new SiloSettings();
        try
        {
            settings = new ConfigurationBuilder().AddInMemoryCollection(found.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.Value))).Build().Get<SiloSettings>() ?? settings;
        }
        catch (InvalidOperationException failure)
        {
            mistakes.Add($"A value can't be read: {failure.InnerException?.Message ?? failure.Message}");
        }
        mistakes.AddRange(settings.Check());
        return new LoadedSettings(settings, [.. KnownSettings.All.Select(known => Effective(known, found, settings))], mistakes, warnings);
    }

    // One value of a wrong kind must not hide what is wrong with the others.
    private static void TakeOutUnreadable(Dictionary<string, (string Value, string Origin)> found, List<string> mistakes)
    {
        foreach (var known in KnownSettings.All)
        {
            if (!found.TryGetValue(known.Path, out var set)) continue;
            var type = Nullable.GetUnderlyingType(known.Property.PropertyType);
            if (type is not null && set.Value.Length == 0) continue;
            type ??= known.Property.PropertyType;
            if (type == typeof(string) || !type.IsValueType || TypeDescriptor.GetConverter(type).IsValid(set.Value)) continue;
            mistakes.Add($"{known.Path} is '{set.Value}'; it must be {Kind(type)}.");
            found.Remove(known.Path);
        }
    }

    private static string Kind(Type type) =>
        type == typeof(TimeSpan) ? "a time such as 00:01:00"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : "a whole number";

    private static void FromOlderNames(Dictionary<string, string> variables, Dictionary<string, (string, string)> found)
    {
        foreach (var (older, path) in KnownSettings.OlderNames)
            if (variables.TryGetValue(older, out var value) && value.Length > 0) found[path] = (value, older);
    }

    private static void FromVariables(
        Dictionary<string, string> variables, Dictionary<string, (string, string)> found, List<string> mistakes, List<string> warnings, bool onlyData)
    {
        foreach (var (name, value) in variables.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var path = name[Prefix.Length..].Replace("__", ":");
            if (onlyData != path.Equals("Data", StringComparison.OrdinalIgnoreCase)) continue;
            if (Known(path) is { } known) found[known.Path] = (value, name);
            else if (path.EndsWith(FromFile, StringComparison.Ordinal) && Known(path[..^FromFile.Length]) is { } inFile) ReadSecret(inFile, name, value, found, mistakes);
            else if (!KnownSettings.OfClients.Any(client => path.StartsWith(client, StringComparison.OrdinalIgnoreCase)) && !IsOfScripts(name)) warnings.Add(Unknown(name));
        }
    }

    // What the scripts and tests of this repository set for themselves.
    private static bool IsOfScripts(string name) => name is "CHRONOTE_SERVE_COMMAND" or "CHRONOTE_INSTALL" or "CHRONOTE_REWRITE" or "CHRONOTE_TEST_LENGTH";

    private static void ReadSecret(KnownSetting known, string name, string file, Dictionary<string, (string, string)> found, List<string> mistakes)
    {
        try
        {
            found[known.Path] = (File.ReadAllText(file).Trim(), $"{name} ({file})");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{name} names the file {file}, which can't be read.");
        }
    }

    private static void FromJson(string file, Dictionary<string, (string, string)> found, List<string> mistakes, List<string> warnings)
    {
        if (!File.Exists(file)) return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var (path, value) in Flatten(document.RootElement, ""))
            {
                if (Known(path) is { } known) found[known.Path] = (value, file);
                else warnings.Add($"{file}: nothing acts on '{path}'.{Nearest(path)}");
            }
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{file} can't be read: {failure.Message}");
        }
    }

    private static IEnumerable<(string Path, string Value)> Flatten(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}:{property.Name}")),
        JsonValueKind.Null => [],
        _ => [(path, element.ToString())],
    };

    private static EffectiveSetting Effective(KnownSetting known, Dictionary<string, (string Value, string Origin)> found, SiloSettings settings) =>
        found.TryGetValue(known.Path, out var set) ? new EffectiveSetting(known, set.Value, set.Origin)
        : known.Path == "Data" ? new EffectiveSetting(known, settings.DataFolder, "default")
        : new EffectiveSetting(known, Convert.ToString(known.Default, CultureInfo.InvariantCulture), "default");

    private static KnownSetting? Known(string path) => KnownSettings.All.FirstOrDefault(known => known.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static string Unknown(string name) => $"{name} is set, but nothing acts on it.{Nearest(name[Prefix.Length..].Replace("__", ":"))}";

    private static string Nearest(string path)
    {
        var nearest = KnownSettings.All.MinBy(known => EditDistance.Between(known.Path.ToLowerInvariant(), path.ToLowerInvariant()));
        return nearest is null ? "" : $" Did you mean {nearest.Variable}?";
    }
}
