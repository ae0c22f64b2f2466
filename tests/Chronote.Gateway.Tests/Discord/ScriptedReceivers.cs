using System.Collections.Concurrent;
using Chronote.Domain;
using Chronote.Grains.Meetings;
using Chronote.Silo.Discord.Sessions;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>Receivers that hear what a test says, and keep what a recorder would send.</summary>
internal sealed class ScriptedReceivers : IGuildReceivers
{
    public ConcurrentQueue<ScriptedReceiver> Started { get; } = new();

    /// <summary>Set by the test once the server is there.</summary>
    public IGrainFactory? Grains { get; set; }

    public ScriptedReceiver Newest => Started.Last();

    public Task DeliverLeftBehind(IReadOnlySet<MeetingId> live, TimeSpan patience) => Task.CompletedTask;

    public Task<IGuildReceiver> Start(ReceiverOrder order)
    {
        var receiver = new ScriptedReceiver(order, this);
        Started.Enqueue(receiver);
        return Task.FromResult<IGuildReceiver>(receiver);
    }
}

internal sealed class ScriptedReceiver(ReceiverOrder order, ScriptedReceivers all) : IGuildReceiver
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReceiverOrder Order => order;
    public ReceiverReport Says { get; set; } = new(IsConnected: true, IsLost: false, [], [], 0);
    public bool IsPaused { get; private set; }
    public bool IsStopped { get; private set; }
    public bool IsDetached { get; private set; }
    public List<string> Rejoins { get; } = [];
    public ulong Channel { get; set; } = order.Channel;
    public Task<string> Ended => _ended.Task;

    public void End(string reason) => _ended.TrySetResult(reason);

    public Task<ReceiverReport> Report() => Task.FromResult(Says);

    public Task Pause()
    {
        IsPaused = true;
        return Task.CompletedTask;
    }

    public Task Resume()
    {
        IsPaused = false;
        return Task.CompletedTask;
    }

    public void Rejoin(string reason) => Rejoins.Add(reason);

    public async Task<bool> Stop(TimeSpan patience)
    {
        IsStopped = true;
        await all.Grains!.GetGrain<IMeetingGrain>(order.Meeting.Value).Stop(new StopMeeting(new Dictionary<string, long>()));
        return true;
    }

    public Task Detach()
    {
        IsDetached = true;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
