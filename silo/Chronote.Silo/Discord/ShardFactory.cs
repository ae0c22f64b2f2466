using Chronote.Discord.Gateway;
using Chronote.Silo.Discord.Commands;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <summary>Makes a shard with its round and desk.</summary>
internal sealed class ShardFactory(SessionRound round, InteractionDesk desk, AutoRecording auto, SiloSettings settings, TimeProvider time, ILogger<Shard> log)
{
    public Shard Make(IDiscordGateway gateway, int number, int count) => new(gateway, number, count, round, desk, auto, settings, time, log);
}
