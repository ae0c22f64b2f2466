namespace Chronote.Discord.Tests.Dave;

/// <summary>A test over the MLS working group's test vectors, which are too large for this repository: CHRONOTE_MLS_VECTORS names a folder that holds them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute() => Skip = Folder is null
        ? "SKIPPED, NOT PASSED: CHRONOTE_MLS_VECTORS names no folder with the JSON files of mlswg/mls-implementations, test-vectors."
        : null;

    public static string? Folder { get; } = Environment.GetEnvironmentVariable("CHRONOTE_MLS_VECTORS");
}
