namespace Chronote.Discord.Gateway;

/// <summary>What to do when the main gateway's connection has closed (Discord gateway docs, "Gateway Close Event Codes").</summary>
internal enum GatewayReaction { Resume, Identify, Stop }

/// <param name="Meaning">In words, for whoever runs the bot.</param>
internal sealed record GatewayCloseCode(GatewayReaction Reaction, string Meaning)
{
    /// <param name="code">Null when the connection broke without one.</param>
    public static GatewayCloseCode Of(int? code) => code switch
    {
        4004 => new(GatewayReaction.Stop, "Discord does not know this bot token (4004)"),
        4010 => new(GatewayReaction.Stop, "this shard does not exist (4010)"),
        4011 => new(GatewayReaction.Stop, "the bot is in too many guilds for this number of shards (4011)"),
        4012 => new(GatewayReaction.Stop, "Discord no longer speaks this version of its gateway (4012)"),
        4013 => new(GatewayReaction.Stop, "Discord does not know the intents asked for (4013)"),
        4014 => new(GatewayReaction.Stop, "the bot may not use the intents asked for (4014)"),
        4007 => new(GatewayReaction.Identify, "wrong sequence number (4007)"),
        4009 => new(GatewayReaction.Identify, "session timed out (4009)"),
        null => new(GatewayReaction.Resume, "the connection broke"),
        _ => new(GatewayReaction.Resume, $"the connection closed ({code})"),
    };
}
