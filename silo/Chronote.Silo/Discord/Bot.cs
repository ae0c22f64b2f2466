using System.Globalization;
using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Grains.Guilds;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <summary>The Discord bot: says who it is and how to invite it, registers its commands, and runs the shards that this server holds.</summary>
internal sealed partial class Bot(
    IDiscordLine line, BotIdentityCache identity, ShardFactory shards, IGrainFactory grains, SiloIdentity silo, SiloSettings settings, TimeProvider time, ILogger<Bot> log) : BackgroundService
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>After Discord refused the bot for good, as with a wrong token: somebody has to mend that first.</summary>
    private static readonly TimeSpan RefusedWait = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var address = await Introduce(stoppingToken);
            await Task.WhenAll(Enumerable.Range(0, address.Shards).Select(shard => Keep(address, shard, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<GatewayAddress> Introduce(CancellationToken cancel)
    {
        while (true)
        {
            if (await identity.Get(cancel) is { } bot)
            {
                var registered = await line.Rest.RegisterCommands(bot.Application, settings.Discord.OnlyGuild is { } only ? new Snowflake(only) : null, CommandList.Json, cancel);
                var gateway = await line.Rest.Gateway(cancel);
                if (registered is RestAnswer<Nothing>.Ok && gateway is RestAnswer<GatewayAddress>.Ok found)
                {
                    Say(bot);
                    return found.Value;
                }
                LogNotReady(log, registered is RestAnswer<Nothing>.Ok ? RecordingStart.Why(gateway) : RecordingStart.Why(registered));
            }
            else
            {
                LogNotReady(log, "the token is refused, or Discord is not to be reached; ./chronote doctor says more");
            }
            await Task.Delay(AgainAfter, time, cancel);
        }
    }

    private void Say(BotIdentity bot)
    {
        LogInvite(log, bot.Name, BotPermissions.Invite(bot.Application.Value).AbsoluteUri);
        if (bot.IsPublic && settings.Discord.AllowedGuilds.Count == 0) LogPublic(log);
        if (settings.PublicUrl is not { Length: > 0 }) LogNoLinks(log);
    }

    // A shard is this server's as long as it says so; another one takes it when this one is silent.
    private async Task Keep(GatewayAddress address, int number, CancellationToken cancel)
    {
        var grain = grains.GetGrain<IShardGrain>(number.ToString(CultureInfo.InvariantCulture));
        while (!cancel.IsCancellationRequested)
        {
            if (await Holds(grain, number)) await RunWhileHeld(grain, address, number, cancel);
            await Task.Delay(Domain.Limits.VoiceRenewEvery, time, cancel);
        }
    }

    private async Task RunWhileHeld(IShardGrain grain, GatewayAddress address, int number, CancellationToken cancel)
    {
        using var lost = new CancellationTokenSource();
        await using var shard = shards.Make(line.Open(number, address.Shards), number, address.Shards);
        var running = shard.Run(cancel, lost.Token);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(Domain.Limits.VoiceRenewEvery, time, cancel));
            if (!cancel.IsCancellationRequested && !running.IsCompleted && !await Holds(grain, number)) await lost.CancelAsync();
            if (cancel.IsCancellationRequested) break;
        }
        var why = await running;
        if (cancel.IsCancellationRequested) await LetGo(grain, number);
        else if (!lost.IsCancellationRequested)
        {
            LogRefused(log, number, why);
            await Task.Delay(RefusedWait, time, cancel);
        }
    }

    // When nobody can say, this server goes on: two gateways at once are a nuisance, none is a loss.
    private async Task<bool> Holds(IShardGrain grain, int number)
    {
        try
        {
            return await grain.Hold(silo.Name, silo.IsAlone);
        }
        catch (Exception failure)
        {
            LogHoldUnknown(log, number, failure);
            return true;
        }
    }

    private async Task LetGo(IShardGrain grain, int number)
    {
        try
        {
            await grain.LetGo(silo.Name);
        }
        catch (Exception failure)
        {
            LogHoldUnknown(log, number, failure);
        }
    }
}
