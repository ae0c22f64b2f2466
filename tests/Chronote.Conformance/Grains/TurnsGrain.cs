using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

[Alias("turns")]
public interface ITurnsGrain : IGrainWithStringKey
{
    /// <summary>How many calls were inside at once, at most so far.</summary>
    Task<int> Crowd();

    /// <summary>Notes "in", waits for the cue, notes "out".</summary>
    Task Hold(string name, string cue);

    Task Note(string name);

    [Alias("between"), AlwaysInterleave]
    Task Interleave(string name);

    Task<string> Fail(string message);

    /// <summary>Which life of the grain answers, from 1.</summary>
    Task<int> Life();

    Task HoldAndEnd(string cue);

    Task<bool> WaitForEver(CancellationToken cancellationToken);

    Task<Box> Keep(Box box, string cue);

    Task<Box> Kept();
}

/// <summary>Deliberately changeable.</summary>
public sealed class Box
{
    public List<string> Items { get; set; } = [];
}

public sealed class TurnsGrain(Stage stage, Life life) : Grain, ITurnsGrain
{
    private int _inside;
    private int _crowd;
    private int _life;
    private Box _kept = new();

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        life.Begins(this);
        _life = stage.Lines($"{Key} begins").Count;
        return Task.CompletedTask;
    }

    public async Task<int> Crowd()
    {
        _crowd = Math.Max(_crowd, ++_inside);
        for (var i = 0; i < 3; i++) await Task.Yield();
        _inside--;
        return _crowd;
    }

    public async Task Hold(string name, string cue)
    {
        stage.Note($"{Key}: {name} in");
        await stage.Cue(cue);
        stage.Note($"{Key}: {name} out");
    }

    public Task Note(string name)
    {
        stage.Note($"{Key}: {name}");
        return Task.CompletedTask;
    }

    public Task Interleave(string name) => Note(name);

    public Task<string> Fail(string message) => throw new InvalidOperationException(message);

    public Task<int> Life() => Task.FromResult(_life);

    public async Task HoldAndEnd(string cue)
    {
        DeactivateOnIdle();
        await Hold("end", cue);
    }

    public async Task<bool> WaitForEver(CancellationToken cancellationToken)
    {
        stage.Note($"{Key}: waits");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            stage.Note($"{Key}: cancelled");
        }
        return true;
    }

    public async Task<Box> Keep(Box box, string cue)
    {
        stage.Note($"{Key}: has the box");
        await stage.Cue(cue);
        _kept = box;
        return box;
    }

    public Task<Box> Kept() => Task.FromResult(_kept);
}
