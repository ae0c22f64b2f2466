using Chronote.Grains;

namespace Chronote.Gateway.Calls;

/// <summary>A request to a grain, asked again while the grain is on its way from a server that is gone to another one.</summary>
/// <remarks>Such an answer may mean that the grain has done it all the same: only what may be repeated goes this way, as every request of the edge may (P-5).</remarks>
public static class GrainCall
{
    // Until others have noticed that a server hangs; a recorder waits longer than this for an answer.
    private static readonly TimeSpan AgainMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<T> Insist<T>(TimeProvider time, Func<Task<T>> call)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when ((failure is FencedException || GrainIsGone.Says(failure)) && time.GetElapsedTime(began) < AgainMax)
            {
                await Task.Delay(Pause, time);
            }
        }
    }

    public static Task Insist(TimeProvider time, Func<Task> call) => Insist(time, async () =>
    {
        await call();
        return true;
    });
}
