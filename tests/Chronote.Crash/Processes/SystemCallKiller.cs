using System.Diagnostics;

namespace Chronote.Crash.Processes;

/// <summary>SIGKILL for a running process as one of its threads enters a system call for the n-th time: no moment can be hit more exactly from outside.</summary>
internal sealed class SystemCallKiller : IDisposable
{
    private readonly Process _strace;
    private readonly Task _attached;

    /// <param name="call">For instance <c>fdatasync</c>, with which SQLite ends a commit.</param>
    /// <param name="when">From 1; each thread counts for itself.</param>
    public SystemCallKiller(int process, string call, int when)
    {
        string[] arguments = ["-f", "-p", $"{process}", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={when}", "-o", "/dev/null"];
        _strace = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!;
        _attached = Attached(process);
    }

    /// <summary>Returns once it lies in wait.</summary>
    public Task Attach() => _attached;

    public void Dispose()
    {
        // A traced process goes on when its tracer is gone.
        if (!_strace.HasExited) _strace.Kill();
        _strace.WaitForExit();
        _strace.Dispose();
    }

    // strace says so once it holds all threads; where it may not trace, it says why and ends.
    private async Task Attached(int process)
    {
        var said = new List<string>();
        while (await _strace.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (!line.Contains($"Process {process} attached", StringComparison.Ordinal)) continue;
            _ = _strace.StandardError.ReadToEndAsync();
            return;
        }
        throw new InvalidOperationException($"strace can't trace process {process}: {string.Join(' ', said)}");
    }
}
