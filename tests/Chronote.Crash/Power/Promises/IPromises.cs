namespace Chronote.Crash.Power.Promises;

/// <summary>What a story was promised, and how to find out whether it holds after a power loss.</summary>
internal interface IPromises
{
    /// <param name="folder">The story's folder as the power loss left it. It may be changed.</param>
    /// <param name="said">What the story was promised until then.</param>
    /// <returns>The first promise that does not hold, in a sentence; null when all do.</returns>
    Task<string?> Broken(string folder, IReadOnlyList<string> said);
}
