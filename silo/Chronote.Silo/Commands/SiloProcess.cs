using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chronote.Silo.Commands;

/// <summary>This program once more, as one server of several. What it says is passed on with its name before each line.</summary>
internal sealed partial class SiloProcess(int number, IReadOnlyDictionary<string, string> environment)
{
    private const int Terminate = 15;

    public string Name => $"silo {number}";

    /// <summary>Runs it to its end, which is asked for when <paramref name="stop"/> is cancelled.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Run(CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Started by `dotnet Chronote.Silo.dll`, the path is dotnet's.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(SiloProcess).Assembly.Location);
        start.ArgumentList.Add("serve");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(PassOn(process.StandardOutput, Console.Out), PassOn(process.StandardError, Console.Error));
        await using (stop.Register(() => End(process))) await process.WaitForExitAsync(CancellationToken.None);
        await said;
        return process.ExitCode;
    }

    private async Task PassOn(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line) await to.WriteLineAsync($"{Name} | {line}");
    }

    private static void End(Process process)
    {
        if (OperatingSystem.IsWindows()) process.Kill();
        else _ = Signal(process.Id, Terminate);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
