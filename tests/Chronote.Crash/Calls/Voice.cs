using System.Diagnostics;
using Chronote.Media.Ogg;

namespace Chronote.Crash.Calls;

/// <summary>Somebody with something to say: a voice of flite as Opus packets of 20 ms, each of them unlike the others.</summary>
internal sealed class Voice
{
    private Voice(string path, IReadOnlyList<byte[]> packets) => (Path, Packets) = (path, packets);

    /// <summary>An Ogg Opus file.</summary>
    public string Path { get; }

    public IReadOnlyList<byte[]> Packets { get; }

    public static async Task<Voice> Of(TestFolder folder, string voice, string text)
    {
        var (wav, ogg) = (folder.Path($"{voice}.wav"), folder.Path($"{voice}.ogg"));
        await Run("flite", "-voice", voice, "-t", text, "-o", wav);
        await Run("opusenc", "--quiet", "--framesize", "20", "--bitrate", "32", wav, ogg);
        var packets = new List<byte[]>();
        foreach (var packet in StoredPackets.Of(await File.ReadAllBytesAsync(ogg))) packets.Add(packet.ToArray());
        return new Voice(ogg, packets);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await said}");
    }
}
