namespace Chronote.Conformance.Grains;

/// <summary>Served by two classes, so that callers must say which one they mean.</summary>
public interface ITwiceServedGrain : IGrainWithStringKey
{
    Task<string> Who();
}

public sealed class FirstServingGrain : Grain, ITwiceServedGrain
{
    public Task<string> Who() => Task.FromResult("first");
}

public sealed class SecondServingGrain : Grain, ITwiceServedGrain
{
    public Task<string> Who() => Task.FromResult("second");
}
