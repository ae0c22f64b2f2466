namespace Chronote.Tidy.Tree;

/// <summary>Fails a test with everything that breaks a rule, one per line, and what to do instead.</summary>
internal static class Findings
{
    private const int Shown = 200;

    public static void ShouldBeNone(this IEnumerable<string> findings, string rule)
    {
        var all = findings.ToList();
        if (all.Count == 0) return;
        Assert.Fail($"{rule}\n{all.Count} found:\n  {string.Join("\n  ", all.Take(Shown))}{(all.Count > Shown ? "\n  …" : "")}");
    }
}
