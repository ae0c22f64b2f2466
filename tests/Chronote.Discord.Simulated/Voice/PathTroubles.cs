namespace Chronote.Discord.Simulated.Voice;

/// <summary>
/// What happens to packets on their way from the voice server to one receiver. Shares are of 1. Changeable at any time; the default is a network
/// without trouble whose packets carry a one-word header extension, as Discord's do.
/// </summary>
public sealed class PathTroubles
{
    public double LossShare { get; set; }

    public double DuplicateShare { get; set; }

    /// <summary>These packets arrive after the one or two that follow them.</summary>
    public double ReorderShare { get; set; }

    public TimeSpan Delay { get; set; }

    /// <summary>Up to this much beside <see cref="Delay"/>, evenly spread. Does not reorder: see <see cref="ReorderShare"/>.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Packets with the P bit and 1 to 255 bytes of padding.</summary>
    public double PaddingShare { get; set; }

    /// <summary>Packets of nothing but padding, just before the real ones and under the same sequence number, which they must not use up.</summary>
    public double PurePaddingShare { get; set; }

    /// <summary>RTCP sender reports beside the real packets.</summary>
    public double RtcpShare { get; set; }

    /// <summary>Packets with flipped bits beside the real ones.</summary>
    public double GarbageShare { get; set; }

    /// <summary>Header extensions of 0 to this many words.</summary>
    public int ExtensionWordsMin { get; set; } = 1;

    public int ExtensionWordsMax { get; set; } = 1;

    /// <summary>Packets wait until then, and come in one burst.</summary>
    internal DateTimeOffset StallUntil { get; set; }
}
