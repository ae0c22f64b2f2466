using Chronote.Silo.Settings;

namespace Chronote.Silo.Commands;

/// <summary>Prints each setting's value and where it came from. Secrets are masked.</summary>
internal static class ConfigCommand
{
    private const string Masked = "(set, not shown)";

    /// <summary>The table in docs/CONFIGURATION.md.</summary>
    public static int PrintTable()
    {
        Console.Write(SettingsTable.Write());
        return 0;
    }

    public static int Run(LoadedSettings loaded)
    {
        var width = loaded.Effective.Max(setting => setting.Known.Variable.Length);
        foreach (var setting in loaded.Effective)
        {
            var value = setting.Known.Secret && setting.Value is { Length: > 0 } ? Masked : setting.Value is { Length: > 0 } text ? text : "-";
            Console.WriteLine($"{setting.Known.Variable.PadRight(width)}  {value}  [{setting.Origin}]");
        }
        foreach (var warning in loaded.Warnings) Console.WriteLine($"warning: {warning}");
        foreach (var mistake in loaded.Mistakes) Console.WriteLine($"error: {mistake}");
        return loaded.Mistakes.Count > 0 ? 2 : 0;
    }
}
