using System.Collections.Concurrent;
using System.Diagnostics;

namespace Chronote.Gateway.Tests.World;

/// <summary>The real program in a process of its own.</summary>
internal sealed class ServeProcess : IDisposable
{
    private const int LooksMax = 1_000;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where <c>./chronote</c> would find the program.</summary>
    public static string Program { get; } = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Chronote.Silo", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Chronote.Silo.dll");

    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a command with these settings and none of this process's own.</summary>
    /// <param name="asNobody">As a user who owns nothing: what a folder's rights forbid holds for root too then.</param>
    public static ServeProcess Start(string command, IReadOnlyDictionary<string, string> settings, bool asNobody = false)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        string[] line = asNobody && Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", dotnet] : [dotnet];
        var start = new ProcessStartInfo(line[0], [.. line[1..], Program, .. command.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CHRONOTE_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment.TryAdd("CHRONOTE_Transcription__Engine", "none");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new ServeProcess(Process.Start(start)!);
    }

    /// <summary>Waits, within a bound, for the program to end by itself.</summary>
    public async Task<int> Ends()
    {
        for (var look = 0; look < LooksMax && !_process.HasExited; look++) await TestServer.Pause();
        _process.HasExited.ShouldBeTrue($"The program should have ended:\n{Output}");
        await _process.WaitForExitAsync(); // and its last lines are read
        return _process.ExitCode;
    }

    /// <summary>Waits, within a bound, until it listens.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> Listens()
    {
        const string said = "Chronote listens on ";
        for (var look = 0; look < LooksMax && !_process.HasExited; look++)
        {
            if (_lines.FirstOrDefault(line => line.StartsWith(said, StringComparison.Ordinal)) is { } line) return line[said.Length..].Split(' ')[0];
            await TestServer.Pause();
        }
        throw new ShouldAssertException($"The program should listen:\n{Output}");
    }

    /// <summary>Waits, within a bound, until it has written this: lines that come together may be read one by one.</summary>
    public async Task Says(string text)
    {
        for (var look = 0; look < LooksMax && !_process.HasExited && !Output.Contains(text, StringComparison.Ordinal); look++) await TestServer.Pause();
        Output.ShouldContain(text);
    }

    /// <summary>Asks it to end, as a supervisor does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
