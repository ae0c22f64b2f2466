using System.Threading.Channels;
using Chronote.Kernel.Simulation;

namespace Chronote.Conformance.Simulation;

public interface ILeakGrain : IGrainWithStringKey
{
    /// <summary>Does what the name says. True when the turn still has its scheduler afterwards.</summary>
    Task<bool> Do(string what);
}

/// <summary>Every construct our rules allow in grains, and some that they ban.</summary>
public sealed class LeakGrain(SimulatedWorld world, TimeProvider time) : Grain, ILeakGrain
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);

    public async Task<bool> Do(string what)
    {
        var before = TaskScheduler.Current;
        await (what switch
        {
            "yield" => Yield(),
            "await a port" => Port(),
            "await several ports" => Task.WhenAll(Port(), Port(), Port()),
            "await the first of several" => Task.WhenAny(Port(), Port()),
            "delay on the provider" => Task.Delay(Short, time),
            "time out on the provider" => TimesOut(),
            "cancel on the provider" => Cancels(),
            "read a channel" => Channel(),
            "iterate an own asynchronous stream" => Iterate(),
            "call another grain" => GrainFactory.GetGrain<ILeakGrain>("other").Do("yield"),
            "run on the pool" => Task.Run(static () => { }),
            "delay in real time" => Task.Delay(Short, TimeProvider.System),
            "race a source that continues asynchronously" => Race(),
            "go on without the scheduler" => Leave(),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "unknown"),
        });
        return TaskScheduler.Current == before;
    }

    private Task<int> Port() => world.Submit("port", () => 1);

    private static async Task Yield()
    {
        for (var i = 0; i < 3; i++) await Task.Yield();
    }

    private async Task TimesOut()
    {
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(Short, time);
        }
        catch (TimeoutException)
        {
        }
    }

    private async Task Cancels()
    {
        using var source = new CancellationTokenSource(Short, time);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, source.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Channel()
    {
        var channel = System.Threading.Channels.Channel.CreateBounded<int>(1);
        var writes = Write(channel.Writer);
        while (await channel.Reader.WaitToReadAsync())
            while (channel.Reader.TryRead(out _))
                await Task.Yield();
        await writes;
    }

    private async Task Write(ChannelWriter<int> writer)
    {
        for (var i = 0; i < 5; i++)
        {
            await Port();
            await writer.WriteAsync(i);
        }
        writer.Complete();
    }

    private async Task Iterate()
    {
        await foreach (var _ in Numbers()) await Port();
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private async Task Race()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.At(Short, "completes", () => source.SetResult());
        await Task.WhenAny(source.Task, Task.Delay(Timeout.InfiniteTimeSpan, time));
    }

    private async Task Leave()
    {
        var source = new TaskCompletionSource();
        // As libraries do that await without their caller's scheduler.
        var left = source.Task.ContinueWith(_ => GrainFactory.GetGrain<ILeakGrain>("other").Do("yield"), TaskScheduler.Default).Unwrap();
        await Port();
        source.SetResult();
        await left;
    }
}
