namespace Chronote.Engines.Processes;

/// <summary>Finds a program the way the system would when starting it.</summary>
internal static class InstalledProgram
{
    /// <returns>Its full path, or null. A name with a folder in it is taken as it is.</returns>
    public static string? Find(string program)
    {
        if (string.IsNullOrWhiteSpace(program)) return null;
        if (program.Contains(Path.DirectorySeparatorChar) || program.Contains('/')) return Existing(program);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Existing(Path.Combine(folder, program))).FirstOrDefault(path => path is not null);
    }

    private static string? Existing(string path)
    {
        if (OperatingSystem.IsWindows() && !Path.HasExtension(path)) path += ".exe";
        return File.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
