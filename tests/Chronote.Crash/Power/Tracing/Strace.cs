using System.ComponentModel;
using System.Diagnostics;

namespace Chronote.Crash.Power.Tracing;

/// <summary>Runs a program under strace and reads its system calls.</summary>
internal static class Strace
{
    private const string Needed = """
        The tests of power loss need strace (Debian's package: strace) and the right to trace a process of one's own. In a container that may need
        --cap-add SYS_PTRACE; elsewhere /proc/sys/kernel/yama/ptrace_scope must be below 3.
        """;

    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(3);

    /// <param name="trace">Where strace may write.</param>
    public static async Task<IReadOnlyList<TraceStep>> Run(string trace, IReadOnlyList<string> command)
    {
        // Strings in hexadecimal and whole; a filter in the kernel, so that calls nobody asks for cost nothing.
        var start = new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-qq", "-xx", "-s", "100000000", "-e", $"trace={TraceReader.Calls}", "-e", "signal=none", "-o", trace, .. command])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CHRONOTE_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Begin(start);
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        using var patience = new CancellationTokenSource(AtMost);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        var said = $"{await output}{await errors}";
        if (process.ExitCode != 0) throw new InvalidOperationException($"The story under strace ended with {process.ExitCode}.\n{said}\n{Needed}");
        var steps = TraceReader.Read(File.ReadLines(trace));
        if (!steps.Any(step => step.Call is SystemCall.Sync)) throw new InvalidOperationException($"strace saw nothing of the story.\n{said}\n{Needed}");
        return steps;
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"strace does not start: {failure.Message}.\n{Needed}", failure);
        }
    }
}
