using System.Text.Json;
using System.Text.Json.Serialization;
using Chronote.Client.Upload;
using Chronote.Wire;

namespace Chronote.Recorder.Record;

/// <summary>One acknowledgement in a ledger.</summary>
internal sealed record LedgerLine(string Meeting, string Track, long Seq, string Digest, long StartSamples, long DurationSamples);

/// <summary>Acknowledgements as JSON lines, kept outside the server so that its books can be checked against them.</summary>
internal sealed class LedgerFile(string path) : ILedger
{
    private Task writing = Task.CompletedTask;
    private bool begun;

    // All tracks write to one file: one line after the other.
    public Task Acknowledged(string meeting, string track, ChunkAcknowledged chunk) =>
        writing = WriteAfter(writing, new LedgerLine(meeting, track, chunk.Seq, chunk.Digest, chunk.StartSamples, chunk.DurationSamples));

    private async Task WriteAfter(Task before, LedgerLine line)
    {
        try
        {
            await before;
        }
        catch (IOException)
        {
            // whoever wrote it has been told, and sends the chunk again
        }
        if (!begun) await BeginOnALineOfItsOwn();
        begun = true;
        await File.AppendAllTextAsync(path, JsonSerializer.Serialize(line, LedgerJson.Default.LedgerLine) + "\n");
    }

    // A recorder that was killed may have left half a line.
    private async Task BeginOnALineOfItsOwn()
    {
        if (File.Exists(path) && (await File.ReadAllTextAsync(path)) is { Length: > 0 } before && !before.EndsWith('\n')) await File.AppendAllTextAsync(path, "\n");
    }

    /// <summary>Reads a ledger; a last line that was cut by a crash is passed over, because its chunk is sent again.</summary>
    public static IReadOnlyList<LedgerLine> Read(string path)
    {
        var lines = new List<LedgerLine>();
        foreach (var text in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                if (JsonSerializer.Deserialize(text, LedgerJson.Default.LedgerLine) is { } line) lines.Add(line);
            }
            catch (JsonException)
            {
                // cut in the middle
            }
        }
        return lines;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LedgerLine))]
internal sealed partial class LedgerJson : JsonSerializerContext;
