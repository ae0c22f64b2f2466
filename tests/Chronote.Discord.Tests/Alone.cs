namespace Chronote.Discord.Tests;

/// <summary>Tests that measure the process's memory run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
