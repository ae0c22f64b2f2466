using System.Diagnostics;
using System.Runtime.InteropServices;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Tests.Speech;

/// <summary>Speech made on this machine, so that what was said is known.</summary>
internal static class Flite
{
    private const int WavHeaderBytes = 44;

    /// <param name="voice"><c>awb</c>, <c>rms</c> or <c>slt</c>: the voices PocketSphinx understands.</param>
    /// <returns>16 kHz samples.</returns>
    public static async Task<short[]> Say(string text, string voice = "awb")
    {
        var folder = Directory.CreateTempSubdirectory("chronote-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "said.wav");
            using var flite = Process.Start(new ProcessStartInfo("flite", ["-voice", voice, "-t", text, "-o", path]))!;
            await flite.WaitForExitAsync();
            flite.ExitCode.ShouldBe(0);
            var wav = await File.ReadAllBytesAsync(path);
            BitConverter.ToInt32(wav, 24).ShouldBe(UnitSound.Hz);
            return MemoryMarshal.Cast<byte, short>(wav.AsSpan(WavHeaderBytes)).ToArray();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
