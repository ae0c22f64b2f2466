using System.Diagnostics;

namespace Chronote.Crash.Calls;

/// <summary>Whether other people's programs play our files.</summary>
internal static class Playable
{
    /// <summary>Every Ogg file below the folder, of which there are at least so many, passes opusinfo without a warning.</summary>
    public static async Task All(string folder, int count)
    {
        var files = Directory.EnumerateFiles(folder, "*.ogg", SearchOption.AllDirectories).ToList();
        files.Count.ShouldBeGreaterThanOrEqualTo(count);
        foreach (var file in files)
        {
            using var process = Process.Start(new ProcessStartInfo("opusinfo", [file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, said);
            said.ShouldNotContain("WARNING", Case.Insensitive);
        }
    }
}
