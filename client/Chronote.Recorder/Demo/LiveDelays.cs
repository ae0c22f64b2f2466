using Chronote.Client;
using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Recorder.Demo;

/// <summary>How far the text was behind while the meeting ran.</summary>
internal sealed class LiveDelays(ChronoteClient client, TimeProvider time)
{
    private readonly List<LagView> seen = [];

    /// <summary>Looks again and again; a server that is down is no answer and counts for nothing.</summary>
    public async Task Watch(string meeting, TimeSpan every, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(every, time, cancel);
                if (await client.Lag(meeting, cancel) is Answer<LagView>.Ok { Value: var lag }) seen.Add(lag);
            }
        }
        catch (OperationCanceledException)
        {
            // the recording has ended
        }
    }

    public override string ToString()
    {
        if (seen.Count == 0) return "not seen";
        var delays = seen.Select(lag => lag.LiveDelaySeconds).Order().ToArray();
        return $"live delay median {delays[delays.Length / 2]:0.0} s, greatest {delays[^1]:0.0} s; greatest backlog {seen.Max(lag => lag.BacklogChunks)} chunks";
    }
}
