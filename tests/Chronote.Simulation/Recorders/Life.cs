using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Recorders;

/// <summary>
/// One life of a program outside of the server. It reaches the world through ports alone, and when it is over no port of it answers any
/// more: whatever it still computes, nobody will ever see.
/// </summary>
internal sealed class Life(SimulatedHost host, string name)
{
    private static readonly TimeSpan WayMin = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan WayMax = TimeSpan.FromMilliseconds(5);

    public string Name => name;

    public SimulatedHost Host => host;

    public bool IsOver { get; private set; }

    public void End() => IsOver = true;

    /// <summary>A call to something on the same machine: it happens at one drawn instant and is answered at another, unless the life ends before.</summary>
    public Task<T> Call<T>(string what, Func<T> happen)
    {
        var answer = host.Completions.Create<T>();
        After($"{name}: {what}", () =>
        {
            try
            {
                var result = happen();
                After($"{name}: {what} done", () => answer.TrySetResult(result));
            }
            catch (IOException failure)
            {
                After($"{name}: {what} failed", () => answer.TrySetException(failure));
            }
        });
        return answer.Task;
    }

    /// <summary>An answer from elsewhere. It is heard only as long as somebody lives to hear it.</summary>
    public async Task<T> Hear<T>(Task<T> answer)
    {
        try
        {
            return await answer;
        }
        finally
        {
            if (IsOver) await host.Completions.Create<T>().Task;
        }
    }

    private void After(string what, Action happen) => host.At(host.Latencies.Between(WayMin, WayMax), what, () =>
    {
        if (!IsOver) happen();
    });
}
