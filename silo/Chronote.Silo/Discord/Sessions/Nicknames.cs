using Chronote.Discord;
using Chronote.Discord.Rest;
using Chronote.Domain.Guilds;
using Chronote.Grains.Guilds;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>The bot's nickname says that it records, and is given back afterwards, also by the next process after a crash: what it was is stored first.</summary>
internal static class Nicknames
{
    public const string Prefix = "[RECORDING] ";

    /// <summary>Discord's own limit.</summary>
    private const int CharactersMax = 32;

    public static async Task Show(SessionTools tools, IGuildGrain grain, ulong guild, VoiceSession session)
    {
        var rest = tools.Rest;
        var before = session.NicknameBefore;
        if (!session.IsRenamed)
        {
            if (await rest.Nickname(new Snowflake(guild), default) is not RestAnswer<string?>.Ok present) return;
            before = await Original(grain, present.Value);
            if ((await grain.Do(new GuildCommand.Rename(session.Meeting, before))).Refused is not null) return;
        }
        var name = before ?? (await tools.Identity.Get(default))?.Name ?? "";
        await rest.SetNickname(new Snowflake(guild), Recording(name), default);
    }

    /// <summary>The nickname with the sign before it, as long as it may be.</summary>
    public static string Recording(string name) => (Prefix + name) is { Length: > CharactersMax } longer ? longer[..CharactersMax] : Prefix + name;

    // One that bears the sign already is left over from a session whose end was not told of yet: that one knows what it was.
    private static async Task<string?> Original(IGuildGrain grain, string? present)
    {
        if (present is null || !present.StartsWith(Prefix, StringComparison.Ordinal)) return present;
        var left = (await grain.Look()).Ended.LastOrDefault(ended => ended.Session.IsRenamed);
        return left is not null ? left.Session.NicknameBefore : present[Prefix.Length..] is { Length: > 0 } rest ? rest : null;
    }
}
