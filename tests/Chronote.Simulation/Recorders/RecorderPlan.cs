namespace Chronote.Simulation.Recorders;

/// <summary>What is to be recorded, whatever happens on the way.</summary>
/// <param name="Tracks">How many chunks of each.</param>
/// <param name="ChunkPackets">How long a chunk is.</param>
/// <param name="StopsMeeting">The user ends the recording when all is recorded.</param>
internal sealed record RecorderPlan(IReadOnlyList<(string Name, int Chunks)> Tracks, int ChunkPackets, bool StopsMeeting);

/// <summary>Numbers for bodies and names for runs, each given once in a story.</summary>
internal sealed class Names
{
    private uint _serials;
    private int _writers;

    public uint NextSerial() => ++_serials;

    public string NextWriter() => $"writer-{++_writers}";
}
