using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Chronote.Bench.Peers;

/// <summary>A server as a process of its own, in a folder of its own, ended with the run.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly ProcessStartInfo _start;
    private Process _process;

    private ServerProcess(ProcessStartInfo start, int port, string folder)
    {
        (_start, Port, Folder) = (start, port, folder);
        _process = Begin();
    }

    public int Port { get; }
    public string Folder { get; }
    public int ProcessId => _process.Id;

    /// <summary>Processor time used since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> Start(string file, string arguments, Func<int, string, Dictionary<string, string>> environment)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        var start = new ProcessStartInfo(file, arguments.Replace("{port}", port.ToString()).Replace("{folder}", folder)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment(port, folder)) start.Environment[name] = value;
        var server = new ServerProcess(start, port, folder);
        await server.Answers();
        return server;
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Starts it again on the same folder and port, and does not wait until it answers.</summary>
    public void Again() => _process = Begin();

    /// <summary>Until something takes connections.</summary>
    public async Task Answers()
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                if (_process.HasExited) break;
                await Task.Delay(10);
            }
        }
        throw new InvalidOperationException($"{_start.FileName} {_start.Arguments} did not start.");
    }

    private Process Begin()
    {
        var process = Process.Start(_start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) Console.Error.WriteLine(text); };
        process.BeginErrorReadLine();
        return process;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
