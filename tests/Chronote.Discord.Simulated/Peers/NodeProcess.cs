using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Chronote.Discord.Simulated.Peers;

/// <summary>
/// One of this repository's Node scripts with the installed peers at hand, spoken to in JSON lines: questions <c>{id, ask, …}</c> on its standard input,
/// answers <c>{id, …}</c> or <c>{id, error}</c> and news <c>{told, …}</c> on its standard output. See <c>Peers/lines.mjs</c> for the other side.
/// </summary>
public sealed class NodeProcess : IAsyncDisposable
{
    /// <summary>What is kept of standard error, for the message when something fails.</summary>
    private const int ErrorLinesMax = 60;

    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> open = [];
    private readonly Channel<JsonElement> told = Channel.CreateUnbounded<JsonElement>();
    private readonly ConcurrentQueue<string> errors = [];
    private readonly Lock writing = new();
    private readonly Task reading;
    private readonly Task hearing;
    private int lastId;

    private NodeProcess(Process process)
    {
        this.process = process;
        reading = Read();
        hearing = Hear();
    }

    /// <summary>What the script says unasked, in order. Completes when the script ends.</summary>
    public ChannelReader<JsonElement> Told => told.Reader;

    /// <summary>The last lines of the script's standard error.</summary>
    public string Errors => string.Join('\n', errors);

    public bool HasEnded => process.HasExited;

    /// <summary>Installs the peers if need be and starts a script of <c>Peers/</c>.</summary>
    /// <param name="script">A file name, such as <c>voice-peers.mjs</c>.</param>
    /// <param name="environment">Beside this process's own.</param>
    public static async Task<NodeProcess> Start(string script, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(PeerPackages.Node, [Path.Combine(PeerPackages.Scripts, script)])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["CHRONOTE_PEERS"] = await PeerPackages.Install(cancel);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new NodeProcess(Process.Start(start)!);
    }

    /// <summary>Asks the script something and waits for its answer.</summary>
    /// <param name="question">Its name, under which the script has a function.</param>
    /// <param name="arguments">Becomes one JSON object.</param>
    /// <exception cref="InvalidOperationException">The script answered with an error, or ended.</exception>
    public async Task<JsonElement> Ask(string question, object? arguments = null)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = open[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.SerializeToNode(arguments)?.AsObject() ?? new JsonObject();
        line["id"] = id;
        line["ask"] = question;
        Write(line.ToJsonString());
        // The reader may have ended before the question was noted down.
        if (reading.IsCompleted) answer.TrySetException(Gone());
        try
        {
            return await answer.Task.WaitAsync(AnswerTimeMax, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The script did not answer '{question}' within {AnswerTimeMax}. It said:\n{Errors}");
        }
        finally
        {
            open.TryRemove(id, out _);
        }
    }

    /// <summary>Tells the script something without waiting.</summary>
    public void Tell(string message, object? arguments = null)
    {
        var line = JsonSerializer.SerializeToNode(arguments)?.AsObject() ?? new JsonObject();
        line["ask"] = message;
        Write(line.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        // Standard input's end is the script's order to end; one that hangs is killed.
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(3), TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }
        await Task.WhenAll(reading, hearing);
        process.Dispose();
    }

    private void Write(string line)
    {
        lock (writing)
        {
            try
            {
                process.StandardInput.WriteLine(line);
                process.StandardInput.Flush();
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // The reader tells whoever waits.
            }
        }
    }

    private async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Length == 0 || line[0] != '{')
            {
                Note(line);
                continue;
            }
            var message = JsonDocument.Parse(line).RootElement;
            if (!message.TryGetProperty("id", out var id)) told.Writer.TryWrite(message);
            else if (open.TryGetValue(id.GetInt32(), out var answer))
            {
                if (message.TryGetProperty("error", out var error)) answer.TrySetException(new InvalidOperationException(error.GetString()));
                else answer.TrySetResult(message);
            }
        }
        told.Writer.TryComplete();
        foreach (var answer in open.Values) answer.TrySetException(Gone());
    }

    private async Task Hear()
    {
        while (await process.StandardError.ReadLineAsync() is { } line) Note(line);
    }

    private void Note(string line)
    {
        errors.Enqueue(line);
        while (errors.Count > ErrorLinesMax) errors.TryDequeue(out _);
    }

    private InvalidOperationException Gone() => new($"The script has ended. It said:\n{Errors}");
}
