using System.Diagnostics;
using System.Reflection;

namespace Chronote.Recorder.Demo;

/// <summary>A recorder as a child process: this program again, with another command.</summary>
internal sealed class RecorderProcess : IDisposable
{
    private readonly Process process;

    /// <param name="line">Takes each line it prints, from any thread.</param>
    public RecorderProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string> line)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Started as `dotnet Chronote.Recorder.dll` the process is dotnet, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        Ended = RunToEnd(line);
    }

    /// <summary>The exit code; −1 after <see cref="Kill"/>.</summary>
    public Task<int> Ended { get; }

    public bool IsKilled { get; private set; }

    /// <summary>SIGKILL, with its ffmpeg children.</summary>
    public async Task Kill()
    {
        IsKilled = true;
        process.Kill(entireProcessTree: true);
        await Ended;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private async Task<int> RunToEnd(Action<string> line)
    {
        await Task.WhenAll(Read(process.StandardOutput, line), Read(process.StandardError, line));
        await process.WaitForExitAsync();
        return IsKilled ? -1 : process.ExitCode;
    }

    private static async Task Read(StreamReader from, Action<string> line)
    {
        while (await from.ReadLineAsync() is { } text) line(text);
    }
}
