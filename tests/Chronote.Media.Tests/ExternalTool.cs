using System.Diagnostics;

namespace Chronote.Media.Tests;

/// <summary>
/// Runs a real program on files in a folder of its own. A missing program fails the test and says what to install; nothing is skipped.
/// </summary>
internal sealed class ExternalTool : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chronote-media-").FullName;

    public string PathOf(string name) => Path.Combine(folder, name);

    public string Save(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public byte[] Load(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Runs the program in the folder; it must succeed.</summary>
    /// <returns>All it printed, standard output first.</returns>
    public string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output + errors.Result;
    }

    /// <summary>Decodes a file with ffmpeg to interleaved 48 kHz floats.</summary>
    public float[] DecodeWithFfmpeg(string name, int channels, params string[] inputOptions)
    {
        Run(
            "ffmpeg",
            [.. inputOptions, "-v", "warning", "-y", "-i", name, "-f", "f32le", "-ar", "48000", "-ac", $"{channels}", "decoded.f32"]);
        var bytes = Load("decoded.f32");
        var values = new float[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            var package = start.FileName.StartsWith("opus", StringComparison.Ordinal)
                ? "opus-tools"
                : start.FileName is "flac" or "flite" or "sox" ? start.FileName : "ffmpeg";
            throw new InvalidOperationException(
                $"These tests need '{start.FileName}'. Install it, for instance with 'apt install {package}'.", missing);
        }
    }
}
