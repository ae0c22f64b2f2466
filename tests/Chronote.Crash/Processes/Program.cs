using System.Collections.Concurrent;
using System.Diagnostics;

namespace Chronote.Crash.Processes;

/// <summary>A program of this repository as a process of its own, to be killed at any moment. Its last lines are kept for whoever reads a failure.</summary>
internal sealed class Program : IDisposable
{
    private const int LinesKept = 200;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private Program(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;
    public bool HasExited => _process.HasExited;
    public int ExitCode => _process.ExitCode;
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <param name="project">Its assembly is taken from the same build as this test's.</param>
    /// <param name="within">A command that runs the program somewhere else, for instance in another network.</param>
    public static Program Start(string project, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string>? within = null)
    {
        List<string> words = [.. within ?? [], "dotnet", Built(project)];
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CHRONOTE_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Program(Process.Start(start)!);
    }

    /// <summary>SIGKILL: nothing in the process runs any more, not even a finally.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>For instance STOP and CONT: a process that hangs for a while.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> Exited(TimeSpan atMost)
    {
        await Wait.Until(() => _process.HasExited, atMost, () => $"The process did not end:\n{Said}");
        return _process.ExitCode;
    }

    /// <summary>The process and what it started, for instance an engine's.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    public string Said => string.Join('\n', _lines);

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        while (_lines.Count > LinesKept) _lines.TryDequeue(out _);
    }

    // artifacts/HOST/bin/Chronote.Crash/CONFIGURATION/
    private static string Built(string project)
    {
        var here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(here))!, project, Path.GetFileName(here), project + ".dll");
    }
}
