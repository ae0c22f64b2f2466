using System.Runtime.CompilerServices;

namespace Chronote.Conformance.Surface;

public sealed class SurfaceTests
{
    /// <summary>One list for both hosts. After a change made on purpose: <c>CHRONOTE_REWRITE=1 dotnet test</c> on the embedded host, and review the difference.</summary>
    [Fact]
    public void The_host_shows_grains_what_is_approved()
    {
        var file = Path.Combine(Path.GetDirectoryName(Here())!, "Surface.approved.txt");
        var approved = File.ReadAllLines(file);
        var shown = HostSurface.Lines(approved);
        if (Environment.GetEnvironmentVariable("CHRONOTE_REWRITE") == "1") File.WriteAllText(file, string.Join('\n', shown) + "\n");
        else shown.ShouldBe(approved);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
