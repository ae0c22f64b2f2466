using System.Collections.Concurrent;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Discord.Voice;
using Chronote.Silo.Discord;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>A gateway that tells what a test says, and the presence that follows from it.</summary>
internal sealed class ScriptedGateway : IDiscordGateway, IVoicePresence
{
    private readonly ConcurrentDictionary<(ulong Guild, ulong User), (VoiceMember Member, ulong Channel)> _there;
    private Action<GatewayEvent>? _happened;

    public ScriptedGateway(ConcurrentDictionary<(ulong, ulong), (VoiceMember, ulong)> there) => _there = there;

    public TaskCompletionSource Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Snowflake BotUser => ScriptedRest.Bot;
    public Snowflake Application => ScriptedRest.Application;
    public IVoicePresence Presence => this;

    public async Task<string> Run(Action<GatewayEvent> happened, CancellationToken cancel)
    {
        _happened = happened;
        Connected.TrySetResult();
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancel.Register(() => end.TrySetResult())) await end.Task;
        return "asked";
    }

    public void Tell(GatewayEvent happened) => _happened!(happened);

    public IVoiceLink VoiceLink(Snowflake guild) => throw new NotSupportedException();

    public IVoiceReceiver Receive(Snowflake guild, Snowflake channel, IVoiceSink sink) => throw new NotSupportedException("The receivers of these tests are scripted.");

    public IReadOnlyCollection<VoiceMember> In(Snowflake guild, Snowflake channel) =>
        [.. _there.Where(pair => pair.Key.Guild == guild.Value && pair.Value.Channel == channel.Value).Select(pair => pair.Value.Member)];

    public Snowflake? ChannelOf(Snowflake guild, Snowflake user) => _there.TryGetValue((guild.Value, user.Value), out var there) ? new Snowflake(there.Channel) : null;

    public string? NameOf(Snowflake guild, Snowflake user) => _there.TryGetValue((guild.Value, user.Value), out var there) ? there.Member.Name : null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Discord as a script: it outlives the bot's connections, as the real one does.</summary>
internal sealed class ScriptedLine : IDiscordLine
{
    public ConcurrentDictionary<(ulong, ulong), (VoiceMember, ulong)> There { get; } = new();
    public ScriptedRest Script { get; } = new();
    public IDiscordRest Rest => Script;
    public ScriptedGateway? Gateway { get; private set; }

    /// <summary>The next connection is another one.</summary>
    public void HangUp() => Gateway = null;

    public IDiscordGateway Open(int shard, int shards) => Gateway = new ScriptedGateway(There);
}
