namespace Chronote.Engines.Processes;

/// <summary>A folder only this user can read, for audio that a program wants as a file. Gone when disposed.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "chronote-unit-";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory(Prefix);

    public string File(string name) => Path.Combine(folder.FullName, name);

    // A killed program may still hold a file for a moment (Windows); the sweep of the next start takes the rest.
    public void Dispose() => Remove(folder);

    /// <summary>Removes what a killed process of ours left behind. Younger ones may be in use by another process.</summary>
    public static void Sweep(DateTimeOffset now, TimeSpan ageMin)
    {
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).GetDirectories(Prefix + "*"))
            if (now - left.LastWriteTimeUtc > ageMin) Remove(left);
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another user's, in use, or just removed by somebody else: never worth a failure.
        }
    }
}
