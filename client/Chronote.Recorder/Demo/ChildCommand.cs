using System.ComponentModel;
using System.Diagnostics;
using Chronote.Recorder.Running;

namespace Chronote.Recorder.Demo;

/// <summary>Runs a program to its end.</summary>
internal static class ChildCommand
{
    /// <exception cref="CommandFailed">It is not installed, or it failed; the sentence says which and what to do.</exception>
    public static async Task Run(string program, IEnumerable<string> arguments, string package)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new CommandFailed(ExitCode.Failed, $"{program} failed with code {process.ExitCode}: {errors.Trim()}");
        }
        catch (Win32Exception)
        {
            throw Missing(program, package);
        }
    }

    /// <summary>Ends the command when a program that somebody else will start is not there.</summary>
    public static void Need(string program, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")))) throw Missing(program, package);
    }

    private static CommandFailed Missing(string program, string package) => new(
        ExitCode.Missing, $"{program} is not installed; the demo cannot make its conversation without it. On Debian or Ubuntu install it with: sudo apt install {package}");
}
