using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Chronote.Bench.Peers;

/// <summary>A server as a process of its own, in a folder of its own, ended with the run.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port, string folder) => (_process, Port, Folder) = (process, port, folder);

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
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) Console.Error.WriteLine(text); };
        process.BeginErrorReadLine();
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return new ServerProcess(process, port, folder);
            }
            catch (SocketException)
            {
                if (process.HasExited) break;
                await Task.Delay(100);
            }
        }
        throw new InvalidOperationException($"{file} {arguments} did not start.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
