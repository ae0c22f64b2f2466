using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Recorders;

/// <summary>What is to be recorded, whatever happens on the way.</summary>
/// <param name="Tracks">How many chunks of each.</param>
/// <param name="ChunkPackets">How long a chunk is.</param>
/// <param name="StopsMeeting">The user ends the recording when all is recorded.</param>
internal sealed record RecorderPlan(IReadOnlyList<(string Name, int Chunks)> Tracks, int ChunkPackets, bool StopsMeeting)
{
    private const int TracksMax = 4;
    private const int ChunksMax = 16;

    /// <summary>Few and short mostly, many and long now and then.</summary>
    public static RecorderPlan Draw(SeededRandom draw) => new(
        [.. Enumerable.Range(0, 1 + Small(draw, TracksMax)).Select(number => ($"track{number}", 1 + Small(draw, ChunksMax)))], ChunkPackets: 4 + draw.Below(17), StopsMeeting: !draw.OneIn(6));

    public TimeSpan Length => TimeSpan.FromSeconds(Tracks.Max(track => track.Chunks) * ChunkPackets * 0.12);

    // The smaller of two draws.
    private static int Small(SeededRandom draw, int bound) => Math.Min(draw.Below(bound), draw.Below(bound));
}

/// <summary>Numbers for bodies and names for runs, each given once in a story.</summary>
internal sealed class Names
{
    private uint _serials;
    private int _writers;

    public uint NextSerial() => ++_serials;

    public string NextWriter() => $"writer-{++_writers}";
}
