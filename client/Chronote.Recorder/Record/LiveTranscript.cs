using System.Text.Json;
using System.Text.Json.Serialization;
using Chronote.Client;
using Chronote.Client.Events;
using Chronote.Recorder.Terminal;

namespace Chronote.Recorder.Record;

/// <summary>Prints a meeting's transcript line by line as it grows, across every break of the connection.</summary>
internal sealed class LiveTranscript(ChronoteClient client, string meeting, IScreen screen, TimeProvider time)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled, or until the server will not show events.</summary>
    public async Task Run(CancellationToken cancel)
    {
        var after = 0L;
        try
        {
            while (true)
            {
                await foreach (var each in client.Events(meeting, after, cancel))
                {
                    after = each.Number;
                    if (each.Kind == "transcript.segments") Print(each.Data);
                }
                await Task.Delay(AskAgainAfter, time, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // the end of the recording
        }
        catch (EventStreamRefusedException refused)
        {
            screen.Say($"The transcript cannot be shown while it grows: {refused.Message}. The recording is not touched by that.");
        }
    }

    private void Print(string data)
    {
        if (JsonSerializer.Deserialize(data, LiveJson.Default.SegmentsEvent) is not { } segments) return;
        foreach (var line in segments.Segments.Where(line => line.Suppressed is null))
            screen.Print($"{TimeSpan.FromSeconds(line.Start):h\\:mm\\:ss} {segments.Speaker ?? segments.Track}: {line.Text}{(segments.Revision > 1 ? " (amended)" : "")}");
    }
}

/// <summary>The data of a <c>transcript.segments</c> event.</summary>
internal sealed record SegmentsEvent(string Track, string? Speaker, int Revision, IReadOnlyList<SegmentLine> Segments);

internal sealed record SegmentLine(double Start, double End, string Text, string? Suppressed);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SegmentsEvent))]
internal sealed partial class LiveJson : JsonSerializerContext;
