using System.ComponentModel;
using System.Diagnostics;

namespace Chronote.Engines.Processes;

/// <summary>Runs one program to its end without a shell: bounded time, bounded output, and nothing of it left running afterwards.</summary>
internal static class ChildProcess
{
    public const int OutputBytesMax = 4 * 1024 * 1024;
    public const int ErrorTailCharactersMax = 400;

    // A grandchild that inherited our pipes keeps them open after its parent is gone: its words are not waited for.
    private static readonly TimeSpan PipeGrace = TimeSpan.FromSeconds(1);

    /// <summary>Feeds <paramref name="input"/> to standard input (null: it is closed at once) and waits for the end.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled; the process tree is dead by
    /// then.</exception>
    public static async Task<ChildResult> Run(
        string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte>? input, TimeSpan timeMax, TimeProvider time,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = Describe(program, arguments) };
        try
        {
            if (!process.Start()) return new ChildResult.NotStarted("the system gave no reason");
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return new ChildResult.NotStarted(failure.Message);
        }

        using var deadline = new CancellationTokenSource(timeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            BeKindToTheRecorder(process);
            return await Watch(process, input, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ChildResult.TimedOut();
        }
        finally
        {
            Kill(process);
        }
    }

    private static ProcessStartInfo Describe(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Our settings hold keys; a foreign program has no business with them.
        string[] ours = [.. start.Environment.Keys.Where(name => name.StartsWith("CHRONOTE_", StringComparison.OrdinalIgnoreCase))];
        foreach (var name in ours) start.Environment.Remove(name);
        return start;
    }

    private static async Task<ChildResult> Watch(Process process, ReadOnlyMemory<byte>? input, CancellationToken stop)
    {
        var output = BoundedOutput.Read(process.StandardOutput.BaseStream, OutputBytesMax, stop);
        var errors = ErrorTail.Read(process.StandardError, ErrorTailCharactersMax, stop);
        var feeding = Feed(process, input, stop);

        var exit = process.WaitForExitAsync(stop);
        if (await Task.WhenAny(exit, output) == output && await output is null) return new ChildResult.TooTalkative();
        await exit;

        var pipes = Task.WhenAll(output, errors, feeding);
        await Task.WhenAny(pipes, Task.Delay(PipeGrace, stop));
        stop.ThrowIfCancellationRequested();
        if (!output.IsCompletedSuccessfully) return new ChildResult.Exited(process.ExitCode, [], "its output pipe stayed open");
        if (output.Result is not { } bytes) return new ChildResult.TooTalkative();
        return new ChildResult.Exited(process.ExitCode, bytes, errors.IsCompletedSuccessfully ? errors.Result : "");
    }

    private static async Task Feed(Process process, ReadOnlyMemory<byte>? input, CancellationToken stop)
    {
        try
        {
            if (input is { } bytes) await process.StandardInput.BaseStream.WriteAsync(bytes, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped listening: its exit code says why.
        }
    }

    // A backlog of transcription must never slow the audio down, also where both share two cores.
    private static void BeKindToTheRecorder(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or NotSupportedException)
        {
            // Already gone, or the system does not let us: it runs as it is.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or AggregateException)
        {
            // It ended by itself in between.
        }
    }
}
