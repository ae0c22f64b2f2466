namespace Chronote.Bench.Calls;

public interface IEchoGrain : IGrainWithStringKey
{
    Task<EchoLine> Echo(EchoLine line);
}

/// <summary>As large as what our grains tell each other.</summary>
public sealed record EchoLine(string Meeting, string Track, long Seq);

/// <summary>Does nothing: what is left is what the host costs.</summary>
public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<EchoLine> Echo(EchoLine line) => Task.FromResult(line with { Seq = line.Seq + 1 });
}
