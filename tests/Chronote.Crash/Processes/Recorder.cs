using System.Text.Json;
using Chronote.Crash.Audit;

namespace Chronote.Crash.Processes;

/// <summary>The desktop recorder on a folder of its own, recording from a file; killed and resumed.</summary>
internal sealed class Recorder(TestFolder folder, Server server, string input, double speed) : IDisposable
{
    private readonly string _data = folder.Path("recorder");
    private readonly string _ledger = folder.Path("recorder-ledger.jsonl");
    private Program? _program;

    public const string Track = "ana";

    public bool HasExited => _program!.HasExited;
    public string Said => _program!.Said;

    public void Record() => Start("--input", $"{Track}={input}", "--speed", speed.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void Resume() => Start("--resume");

    public void Kill() => _program!.Kill();

    public Task<int> Exited(TimeSpan atMost) => _program!.Exited(atMost);

    /// <summary>Chunks in the spool, as their files say: place and duration by number.</summary>
    public SortedDictionary<long, (long Start, long Duration, string Digest)> Spool()
    {
        var waiting = new SortedDictionary<long, (long, long, string)>();
        if (!Directory.Exists(_data)) return waiting;
        foreach (var path in Directory.EnumerateFiles(_data, "*.chunk", SearchOption.AllDirectories))
        {
            if (Header(path) is not { } header) continue;
            var root = header.RootElement;
            waiting[root.GetProperty("number").GetInt64()] = (
                root.GetProperty("start_samples").GetInt64(), root.GetProperty("duration_samples").GetInt64(), root.GetProperty("digest").GetString()!);
        }
        return waiting;
    }

    /// <summary>What the recorder itself wrote down as acknowledged; a last line that a kill cut short is passed over.</summary>
    public IReadOnlyList<RecorderLine> Ledger()
    {
        var lines = new List<RecorderLine>();
        foreach (var text in File.Exists(_ledger) ? File.ReadAllLines(_ledger) : [])
        {
            try
            {
                if (JsonSerializer.Deserialize<RecorderLine>(text, JsonSerializerOptions.Web) is { } line) lines.Add(line);
            }
            catch (JsonException)
            {
                // cut in the middle
            }
        }
        return lines;
    }

    public void Dispose() => _program?.Dispose();

    private void Start(params string[] arguments)
    {
        _program?.Dispose();
        _program = Program.Start("Chronote.Recorder", ["record", .. arguments, "--ledger", _ledger, "--quiet"], new Dictionary<string, string>
        {
            ["CHRONOTE_Data"] = _data,
            ["CHRONOTE_Server"] = server.Address.OriginalString,
            ["CHRONOTE_ApiKey"] = server.Key,
            ["CHRONOTE_Recorder__ChunkMin"] = "0.5",
            ["CHRONOTE_Recorder__ChunkMax"] = "1",
        });
    }

    private static JsonDocument? Header(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return reader.ReadLine() is { } line ? JsonDocument.Parse(line) : null;
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null; // being written, or delivered meanwhile
        }
    }
}
