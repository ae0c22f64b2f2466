using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chronote.Bench.Calls;

/// <summary>Calls from many callers, each to a grain of its own, in this process, for a span of time.</summary>
internal static class CallLoad
{
    /// <summary>The program's argument that runs this and nothing else.</summary>
    public const string Argument = "--calls";

    private const int Callers = 100;
    private const int CallsAtOnce = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    public static async Task<CallResult> Run()
    {
        using var host = CallsHost.Make();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var calls = 0L;
        var over = false;
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var line = new EchoLine("01KDVDNCKKSAMBT6", "mic", 0);
            for (var grain = grains.GetGrain<IEchoGrain>($"{caller}"); !Volatile.Read(ref over); Interlocked.Increment(ref calls))
            {
                line = await grain.Echo(line);
                // A caller whose answers come at once would keep its thread from all others.
                if (line.Seq % CallsAtOnce == 0) await Task.Yield();
            }
        })).ToArray();
        await Task.Delay(WarmUp);
        var (from, began, cost) = (Interlocked.Read(ref calls), Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.Delay(Span);
        var (count, took) = (Interlocked.Read(ref calls) - from, Stopwatch.GetElapsedTime(began));
        var processor = Environment.CpuUsage.TotalTime - cost;
        Volatile.Write(ref over, true);
        await Task.WhenAll(callers);
        await host.StopAsync();
        return new CallResult(count / took.TotalSeconds, processor.TotalMicroseconds / count);
    }
}
