using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;

namespace Chronote.Silo.Discord;

/// <summary>How the bot reaches Discord. In tests a script stands in its place.</summary>
internal interface IDiscordLine
{
    IDiscordRest Rest { get; }

    /// <summary>A connection of one shard; the caller runs and disposes it.</summary>
    IDiscordGateway Open(int shard, int shards);
}
