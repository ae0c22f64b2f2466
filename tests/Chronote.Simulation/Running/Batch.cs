namespace Chronote.Simulation.Running;

/// <summary>Many stories one after the other, and how fast they were told.</summary>
internal sealed class Batch(bool printsHashes, Action<string> print)
{
    private const int ShrunkMax = 3;

    private readonly Kinds _kinds = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private long _operations;
    private long _pool;
    private int _stories;

    public List<Outcome> Broken { get; } = [];

    public string Summary
    {
        get
        {
            var took = TimeProvider.System.GetElapsedTime(_began).TotalSeconds;
            return $"{_stories} seeds, {_operations} operations, {Broken.Count} broken, {_stories / took:0.0} seeds/s, {_operations / took:0} operations/s on one core, "
                + $"work for the thread pool {_pool}";
        }
    }

    public void Run(StoryOptions options)
    {
        var outcome = Story.Run(options, _kinds);
        _stories++;
        _operations += outcome.Counts.Operations;
        _pool += outcome.PoolItems;
        if (printsHashes) print($"{outcome.TraceHash:x16}");
        if (outcome.Holds) return;
        Broken.Add(outcome);
        print($"{outcome}");
        // The first ones are enough to begin with.
        if (Broken.Count <= ShrunkMax) print($"  shrunk: {Shrinking.Of(outcome, _kinds).Replay}");
    }

    /// <returns>Everything held.</returns>
    public bool End()
    {
        print(printsHashes ? $"pool {_pool}" : Summary);
        return Broken.Count == 0 && _pool == 0;
    }
}
