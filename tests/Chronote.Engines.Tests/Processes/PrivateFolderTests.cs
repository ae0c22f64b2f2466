using Chronote.Engines.Processes;

namespace Chronote.Engines.Tests.Processes;

public sealed class PrivateFolderTests
{
    [Fact]
    public void A_sweep_removes_what_a_killed_process_left_and_spares_what_is_in_use()
    {
        using var left = new PrivateFolder();
        using var used = new PrivateFolder();
        File.WriteAllText(left.File("audio.wav"), "x");
        File.WriteAllText(used.File("audio.wav"), "x");
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(left.File("x"))!, DateTime.UtcNow.AddHours(-2));
        PrivateFolder.Sweep(DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
        File.Exists(left.File("audio.wav")).ShouldBeFalse();
        File.Exists(used.File("audio.wav")).ShouldBeTrue();
    }
}
