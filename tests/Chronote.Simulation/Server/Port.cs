using Chronote.Kernel.Simulation;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>The way of one process to what lies outside of it. Each call is under way, committed and answered at three drawn instants, and may be the last.</summary>
internal sealed class Port(SimulatedWorld world, Troubles troubles, ServerDisk disk)
{
    // As long as the longest way to a port and back.
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(40);

    /// <param name="writes">A full disk refuses it.</param>
    public Task<T> Call<T>(string name, bool writes, Func<T> commit)
    {
        var host = world.Host;
        if (troubles.ServerCrashes)
            host.At(host.Latencies.Between(TimeSpan.Zero, LongestWay), $"crash near {name}", () =>
            {
                if (!world.IsDead) host.Crash();
            });
        return world.Submit(name, Powered(troubles.Through(name, writes, commit)));
    }

    // Where power is cut within a commit, nobody is left to hear how it ended.
    private Func<T> Powered<T>(Func<T> commit) => () =>
    {
        try
        {
            return commit();
        }
        finally
        {
            if (disk.IsOff && !world.IsDead) world.Host.Crash();
        }
    };
}
