namespace Chronote.Media.Pcm;

/// <summary>Decoded audio.</summary>
/// <param name="RateHz">Samples per second and channel.</param>
/// <param name="Channels">1 or more.</param>
/// <param name="Values">Interleaved, full scale ±1; samples × channels values.</param>
public sealed record PcmAudio(int RateHz, int Channels, ReadOnlyMemory<float> Values)
{
    /// <summary>Samples per channel.</summary>
    public long Samples => Values.Length / Channels;
}
