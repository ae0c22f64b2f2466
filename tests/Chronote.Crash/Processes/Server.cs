using System.Net;
using System.Net.Sockets;

namespace Chronote.Crash.Processes;

/// <summary>The server on one data folder and one port, killed and started again as often as a test likes.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(40);

    // Below the ports the system hands out by itself: while the server is dead nobody else may get its port.
    private const int PortMin = 20_000;
    private const int PortMax = 30_000;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Dictionary<string, string> _settings;
    private Program? _program;

    /// <param name="settings">Names without their prefix.</param>
    public Server(TestFolder folder, params (string Name, string Value)[] settings) : this(folder, IPAddress.Loopback, settings)
    {
    }

    /// <param name="at">Where it listens.</param>
    public Server(TestFolder folder, IPAddress at, params (string Name, string Value)[] settings)
    {
        (Data, Address) = (folder.Path("data"), new Uri($"http://{at}:{FreePort()}"));
        _settings = new()
        {
            ["CHRONOTE_Data"] = Data,
            ["CHRONOTE_Url"] = Address.OriginalString,
            ["CHRONOTE_LogLevel"] = "warn",
            ["CHRONOTE_Transcription__Engine"] = "none",
        };
        foreach (var (name, value) in settings) _settings["CHRONOTE_" + name] = value;
    }

    public string Data { get; }
    public Uri Address { get; }
    public string Blobs => Path.Combine(Data, "blobs");
    public string Database => Path.Combine(Data, "chronote.db");
    public string Key => File.ReadAllText(Path.Combine(Data, "admin.key")).Trim();
    public string Said => _program?.Said ?? "";
    public int ProcessId => _program!.ProcessId;
    public bool HasExited => _program!.HasExited;

    /// <summary>A command that runs the server somewhere else, for instance in another network.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>What the log calls an error, over all lives.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Starts the process without waiting for it.</summary>
    public void Begin()
    {
        _program?.Dispose();
        _program = Program.Start("Chronote.Silo", ["serve"], _settings, Within);
    }

    public async Task Start()
    {
        Begin();
        await Ready();
    }

    public Task Ready() => Wait.Until(async () =>
    {
        if (_program!.HasExited) throw new InvalidOperationException($"The server ended by itself with {_program.ExitCode}:\n{Said}");
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }, StartMax, () => $"The server did not start:\n{Said}");

    /// <summary>For instance STOP, CONT and TERM.</summary>
    public void Signal(string name) => _program!.Signal(name);

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> Exited(TimeSpan atMost) => _program!.Exited(atMost);

    public void Kill()
    {
        if (_program is null) return;
        if (_program.HasExited) throw new InvalidOperationException($"The server ended by itself with {_program.ExitCode}:\n{Said}");
        _program.Kill();
        Errors.AddRange(_program.Lines.Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal)
            || line.StartsWith("error", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _program?.Dispose();
        _http.Dispose();
    }

    public static int FreePort()
    {
        var draw = new Random(HashCode.Combine(Environment.ProcessId, Wait.Now.Ticks));
        while (true)
        {
            var port = draw.Next(PortMin, PortMax);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody has it
            }
        }
    }
}
