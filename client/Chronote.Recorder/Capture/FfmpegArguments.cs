namespace Chronote.Recorder.Capture;

/// <summary>How ffmpeg is called for each source on each system. Its output is always 48 kHz mono s16le on standard output.</summary>
internal static class FfmpegArguments
{
    private static readonly string[] Quiet = ["-hide_banner", "-nostdin", "-loglevel", "error"];
    private static readonly string[] Pcm = ["-ac", "1", "-ar", "48000", "-f", "s16le", "-acodec", "pcm_s16le", "pipe:1"];

    public static IReadOnlyList<string> ForFile(string path, long fromSamples) =>
    [
        .. Quiet, "-i", path, "-vn", "-map", "0:a:0",
        // Seeking is not sample-exact in every format; passing samples over after resampling is.
        .. fromSamples == 0 ? [] : (string[])["-af", $"aresample=48000,atrim=start_sample={fromSamples}"],
        .. Pcm,
    ];

    public static IReadOnlyList<string> ForDevice(InputSource source, CaptureSystem system) =>
        [.. Quiet, "-fflags", "nobuffer", .. Device(source, system), .. Pcm];

    private static string[] Device(InputSource source, CaptureSystem system) => (system, source) switch
    {
        (CaptureSystem.Pulse, InputSource.Microphone) => ["-f", "pulse", "-fragment_size", "1920", "-i", "default"],
        (CaptureSystem.Pulse, InputSource.System) => ["-f", "pulse", "-fragment_size", "1920", "-i", "@DEFAULT_MONITOR@"],
        (CaptureSystem.Pulse, InputSource.Device device) => ["-f", "pulse", "-fragment_size", "1920", "-i", device.Name],
        (CaptureSystem.Alsa, InputSource.Device device) => ["-f", "alsa", "-i", device.Name],
        (CaptureSystem.Alsa, _) => ["-f", "alsa", "-i", "default"],
        (CaptureSystem.DirectShow, InputSource.Device device) => ["-f", "dshow", "-audio_buffer_size", "40", "-i", $"audio={device.Name}"],
        (CaptureSystem.DirectShow, InputSource.Microphone) => ["-f", "dshow", "-audio_buffer_size", "40", "-i", "audio=default"],
        (CaptureSystem.DirectShow, _) => ["-f", "dshow", "-audio_buffer_size", "40", "-i", "audio=virtual-audio-capturer"],
        (CaptureSystem.AvFoundation, InputSource.Device device) => ["-f", "avfoundation", "-i", $":{device.Name}"],
        (CaptureSystem.AvFoundation, InputSource.Microphone) => ["-f", "avfoundation", "-i", ":default"],
        (CaptureSystem.AvFoundation, _) => ["-f", "avfoundation", "-i", ":BlackHole 2ch"],
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The sound system ffmpeg talks to.</summary>
internal enum CaptureSystem
{
    /// <summary>PulseAudio, and PipeWire which speaks its protocol.</summary>
    Pulse,
    Alsa,
    DirectShow,
    AvFoundation,
}
