using System.Collections.Concurrent;
using System.Threading.Channels;
using Chronote.Discord.Gateway;
using Chronote.Silo.Discord.Commands;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <summary>One shard of the bot at work: its gateway, what that tells, and the sessions of its guilds.</summary>
internal sealed partial class Shard(
    IDiscordGateway gateway, int number, int count, SessionRound round, InteractionDesk desk, AutoRecording auto, SiloSettings settings, TimeProvider time, ILogger<Shard> log) : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeliverEvery = TimeSpan.FromMinutes(1);
    private const int EventsWaitingMax = 10_000;
    private const int AtWorkMax = 64;

    private readonly Channel<GatewayEvent> _events = Channel.CreateBounded<GatewayEvent>(new BoundedChannelOptions(EventsWaitingMax) { SingleReader = true });
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _atWork = new(AtWorkMax);
    private readonly ConcurrentDictionary<ulong, bool> _seen = new();

    /// <summary>Runs until cancelled, or until Discord refuses the bot for good. Sessions are let go of at the end, and their meetings go on.</summary>
    /// <param name="lost">Another server has the shard now.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> Run(CancellationToken cancel, CancellationToken lost)
    {
        using var stop = new CancellationTokenSource();
        var connected = gateway.Run(Happened, stop.Token);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, lost);
        var listening = Listen(ended.Token);
        var delivering = Deliver(ended.Token);
        await LookAround(connected, ended.Token);
        await ended.CancelAsync();
        // By the gateway sessions leave their channels, unless the bot is there for another server by now: leaving would throw that one out.
        if (lost.IsCancellationRequested)
        {
            await stop.CancelAsync();
            await connected;
        }
        await round.DetachAll();
        await stop.CancelAsync();
        await Task.WhenAll(listening, delivering);
        return await connected;
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        _atWork.Dispose();
    }

    // The gateway must not wait.
    private void Happened(GatewayEvent happened)
    {
        if (!_events.Writer.TryWrite(happened)) LogDropped(log, number, happened.GetType().Name);
    }

    private async Task LookAround(Task connected, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && !connected.IsCompleted)
        {
            try
            {
                await round.Look(gateway, IsOurs, cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(log, number, "look at the sessions", failure);
            }
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var rung = _bell.Reader.WaitToReadAsync(pause.Token).AsTask();
            await Task.WhenAny(Task.Delay(LookEvery, time, pause.Token), rung, connected);
            _bell.Reader.TryRead(out _);
            await pause.CancelAsync();
        }
    }

    private async Task Deliver(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await round.DeliverLeftBehind();
                await Task.Delay(DeliverEvery, time, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
            }
            catch (Exception failure)
            {
                LogFailed(log, number, "deliver what was left behind", failure);
                await Task.WhenAny(Task.Delay(DeliverEvery, time, cancel));
            }
        }
    }

    // Only guilds that this gateway has seen: of the others it does not know who is there.
    private bool IsOurs(ulong guild) => _seen.ContainsKey(guild) && settings.Discord.Allows(guild) && (int)((guild >> 22) % (ulong)count) == number;

    private async Task Listen(CancellationToken cancel)
    {
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(cancel)) await Hear(happened, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    private async Task Hear(GatewayEvent happened, CancellationToken cancel)
    {
        switch (happened)
        {
            case GatewayEvent.GuildSeen seen:
                if (!settings.Discord.Allows(seen.Guild.Value)) LogNotAllowed(log, seen.Guild.Value);
                else if (_seen.TryAdd(seen.Guild.Value, true)) await Begin("record what is recorded by itself", () => auto.Seen(gateway.Presence, seen.Guild.Value, cancel), cancel);
                break;
            case GatewayEvent.VoiceMoved { Member.IsBot: false, To: { } to } moved when moved.From != to && settings.Discord.Allows(moved.Guild.Value):
                await Begin("record what is recorded by itself", () => auto.Joined(gateway.Presence, moved.Guild.Value, to.Value, moved.Member.User.Value, cancel), cancel);
                break;
            case GatewayEvent.Interacted asked:
                await Begin("answer", () => desk.Answer(asked.Interaction, gateway.Presence, cancel), cancel);
                break;
        }
    }

    // Several at a time: one that waits for Discord keeps no other waiting.
    private async Task Begin(string what, Func<Task> work, CancellationToken cancel)
    {
        await _atWork.WaitAsync(cancel);
        _ = Attempt(what, work);
    }

    private async Task Attempt(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            if (failure is not OperationCanceledException) LogFailed(log, number, what, failure);
        }
        finally
        {
            _atWork.Release();
        }
        // What was decided is done at once instead of at the next look.
        _bell.Writer.TryWrite(true);
    }
}
