using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Chronote.Client;
using Chronote.Recorder.Running;

namespace Chronote.Recorder.Demo;

/// <summary>A server as a child process of the demo, that can be killed and started again on the same folder and port.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string CommandVariable = "CHRONOTE_SERVE_COMMAND";

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly string data;
    private readonly string log;
    private readonly TimeProvider time;
    private Process? process;

    public ServerProcess(string data, TimeProvider time)
    {
        (this.data, this.time) = (data, time);
        log = Path.Combine(data, "serve.log");
        Directory.CreateDirectory(data);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
    }

    public Uri Address { get; }

    /// <summary>Made by the server at its first start.</summary>
    public string KeyPath => Path.Combine(data, "admin.key");

    /// <summary>Starts and waits until it is ready.</summary>
    public async Task Start()
    {
        var command = Environment.GetEnvironmentVariable(CommandVariable) is { Length: > 0 } set ? set : DefaultCommand();
        // The shell makes way for the server, so that a kill meets the server itself; its words go to a file that outlives it.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { ArgumentList = { "/c", $"{command} > \"{log}\" 2>&1" } }
            : new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"exec {command} >> \"$CHRONOTE_DEMO_LOG\" 2>&1" } };
        start.Environment["CHRONOTE_DEMO_LOG"] = log;
        start.Environment["CHRONOTE_Data"] = data;
        start.Environment["CHRONOTE_Url"] = Address.AbsoluteUri.TrimEnd('/');
        start.Environment["CHRONOTE_Transcription__Engine"] = "pocketsphinx";
        start.UseShellExecute = false;
        process = Process.Start(start)!;
        using var http = ChronoteClient.NewHttp();
        var client = new ChronoteClient(http, Address, key: null, timeout: TimeSpan.FromSeconds(2));
        var began = time.GetTimestamp();
        while (!await client.IsReady())
        {
            if (process.HasExited) throw new CommandFailed(ExitCode.Failed, $"The server ended with code {process.ExitCode} before it was ready. Its last words:\n{LastWords()}");
            if (time.GetElapsedTime(began) > ReadyWithin) throw new CommandFailed(ExitCode.Failed, $"The server was not ready within {ReadyWithin.TotalSeconds:0} s. Its last words:\n{LastWords()}");
            await Task.Delay(LookEvery, time);
        }
    }

    /// <summary>SIGKILL: the server learns nothing of it.</summary>
    public async Task Kill()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) await Kill();
        process?.Dispose();
    }

    private static string DefaultCommand()
    {
        // Built side by side: …/bin/Chronote.Recorder/debug and …/bin/Chronote.Silo/debug.
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var silo = Path.Combine(here.Parent!.Parent!.FullName, "Chronote.Silo", here.Name, "Chronote.Silo.dll");
        return File.Exists(silo)
            ? $"dotnet \"{silo}\" serve"
            : throw new CommandFailed(ExitCode.Missing, $"The server is not built ({silo}). Build it with: dotnet build silo/Chronote.Silo, or name its command in {CommandVariable}.");
    }

    private string LastWords() => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(8)) : "(none)";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
