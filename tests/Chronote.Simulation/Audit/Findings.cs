namespace Chronote.Simulation.Audit;

/// <summary>What a run did that it must not.</summary>
internal sealed class Findings
{
    private const int KeptMax = 50;

    private readonly List<string> _found = [];

    public IReadOnlyList<string> All => _found;

    public void Add(string finding)
    {
        if (_found.Count < KeptMax) _found.Add(finding);
    }
}
