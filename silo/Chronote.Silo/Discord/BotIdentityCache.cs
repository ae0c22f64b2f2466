using Chronote.Discord.Rest;

namespace Chronote.Silo.Discord;

/// <summary>Who the token is, asked for once.</summary>
internal sealed class BotIdentityCache(IDiscordLine line)
{
    private BotIdentity? _known;

    /// <summary>Null when Discord does not say.</summary>
    public async ValueTask<BotIdentity?> Get(CancellationToken cancel) => _known ??= (await line.Rest.Identity(cancel) as RestAnswer<BotIdentity>.Ok)?.Value;
}
