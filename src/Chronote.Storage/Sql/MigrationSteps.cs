using System.Reflection;

namespace Chronote.Storage.Sql;

/// <summary>One numbered file of a dialect's migrations.</summary>
public sealed record MigrationStep(long Version, string Name, string Sql);

internal static class MigrationSteps
{
    /// <summary>All steps of a folder of this project, written with dots, in order.</summary>
    public static IReadOnlyList<MigrationStep> Of(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Chronote.Storage.{folder}.";
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(resource =>
        {
            var file = resource.Split('.')[^2];
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return new MigrationStep(long.Parse(file[..4]), file, text.ReadToEnd());
        }).OrderBy(step => step.Version)];
    }
}
