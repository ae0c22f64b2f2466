namespace Chronote.Grains.Tracks;

/// <summary>A meeting's stream of hints about its chunks. Rows are the truth: an event may be lost, late or doubled.</summary>
public static class ChunkStream
{
    public const string Provider = "chunks";
    public const string Namespace = "chunks";
}

/// <param name="Track">Which track moved.</param>
/// <param name="Watermark">Everything below is accounted for.</param>
public sealed record ChunkEvent(string Track, long Watermark);
