using System.Runtime.CompilerServices;
using Chronote.Scenarios.Script;

namespace Chronote.Scenarios;

/// <summary>
/// Runs every story in <c>testdata</c> and compares what happened with what is written there.
/// <c>CHRONOTE_REWRITE=1 dotnet test</c> writes it anew; the diff is the review.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = FolderOf();

    public static TheoryData<string> Stories => [.. Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Stories))]
    public void The_story_goes_as_it_is_told(string story)
    {
        var path = Path.Combine(Folder, story + ".txt");
        var told = Transcript.Retell(File.ReadAllText(path));
        if (Environment.GetEnvironmentVariable("CHRONOTE_REWRITE") == "1") File.WriteAllText(path, told);
        FirstDifference(told.Split('\n'), File.ReadAllText(path).Split('\n')).ShouldBeNull($"{path}; CHRONOTE_REWRITE=1 rewrites it");
    }

    private static string? FirstDifference(string[] told, string[] written)
    {
        for (var line = 0; line < Math.Max(told.Length, written.Length); line++)
            if (told.ElementAtOrDefault(line) != written.ElementAtOrDefault(line))
                return $"line {line + 1} is '{told.ElementAtOrDefault(line)}', not '{written.ElementAtOrDefault(line)}'";
        return null;
    }

    private static string FolderOf([CallerFilePath] string caller = "") => Path.Combine(Path.GetDirectoryName(caller)!, "testdata");
}
