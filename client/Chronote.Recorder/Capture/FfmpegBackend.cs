using System.ComponentModel;
using System.Diagnostics;
using Chronote.Recorder.Running;

namespace Chronote.Recorder.Capture;

/// <summary>Captures devices and reads files through an ffmpeg child process.</summary>
internal sealed class FfmpegBackend(CaptureSystem system) : ICaptureBackend
{
    /// <summary>The sound system of this machine; on Linux PulseAudio unless it is not there.</summary>
    public static CaptureSystem SystemHere() =>
        OperatingSystem.IsWindows() ? CaptureSystem.DirectShow
        : OperatingSystem.IsMacOS() ? CaptureSystem.AvFoundation
        : HasPulse() ? CaptureSystem.Pulse : CaptureSystem.Alsa;

    /// <summary>Ends the command with what to install when ffmpeg cannot be started.</summary>
    public static async Task Check()
    {
        using var process = Start(["-version"]);
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    public Task<ICapture> Open(InputSource source, long fromSamples, CancellationToken cancel)
    {
        var arguments = source is InputSource.File file ? FfmpegArguments.ForFile(file.Path, fromSamples) : FfmpegArguments.ForDevice(source, system);
        return Task.FromResult<ICapture>(new FfmpegCapture(Start(arguments)));
    }

    internal static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CommandFailed(ExitCode.Missing, $"ffmpeg is not installed; without it no audio can be captured or read. {HowToInstall()}");
        }
    }

    private static string HowToInstall() =>
        OperatingSystem.IsWindows() ? "Install it with: winget install ffmpeg"
        : OperatingSystem.IsMacOS() ? "Install it with: brew install ffmpeg"
        : "On Debian or Ubuntu install it with: sudo apt install ffmpeg";

    private static bool HasPulse()
    {
        if (Environment.GetEnvironmentVariable("PULSE_SERVER") is { Length: > 0 }) return true;
        var runtime = Environment.GetEnvironmentVariable("PULSE_RUNTIME_PATH")
            ?? (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } folder ? Path.Combine(folder, "pulse") : null);
        return runtime is not null && File.Exists(Path.Combine(runtime, "native"));
    }
}
