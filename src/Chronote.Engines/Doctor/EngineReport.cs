namespace Chronote.Engines.Doctor;

/// <summary>What <c>doctor</c> says about engines.</summary>
/// <param name="Chosen">The engine that would be used, one of <see cref="EngineNames"/>.</param>
/// <param name="Why">See <see cref="EngineChoice.Why"/>.</param>
/// <param name="Mistakes">See <see cref="EngineOptions.Check"/>.</param>
public sealed record EngineReport(
    string Chosen,
    string Why,
    IReadOnlyList<string> Mistakes,
    IReadOnlyList<EngineFinding> Engines,
    IReadOnlyList<ConnectBlock> HowToConnect);

/// <param name="Usable">Whether it would work now, as far as can be seen without sending audio.</param>
/// <param name="Version">Null when unknown.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="HowToGet">A command or setting, or null when nothing is missing.</param>
public sealed record EngineFinding(string Engine, bool Usable, string? Version, string Detail, string? HowToGet);

/// <param name="Commands">Lines to copy into a shell.</param>
public sealed record ConnectBlock(string Title, string Commands);
