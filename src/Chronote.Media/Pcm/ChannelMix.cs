namespace Chronote.Media.Pcm;

/// <summary>Brings audio to one or two channels.</summary>
public static class ChannelMix
{
    /// <summary>
    /// Mono stays or is doubled, stereo stays or is averaged; more channels are averaged to one first, for speech is what matters.
    /// </summary>
    /// <param name="audio">Any number of channels.</param>
    /// <param name="channels">1 or 2.</param>
    public static PcmAudio To(PcmAudio audio, int channels)
    {
        if (audio.Channels == channels)
            return audio;
        var source = audio.Values.Span;
        var values = new float[audio.Samples * channels];
        for (var sample = 0; sample < audio.Samples; sample++)
        {
            var sum = 0f;
            foreach (var value in source.Slice(sample * audio.Channels, audio.Channels))
                sum += value;
            values.AsSpan(sample * channels, channels).Fill(sum / audio.Channels);
        }

        return new(audio.RateHz, channels, values);
    }
}
