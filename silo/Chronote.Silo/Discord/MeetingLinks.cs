using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Gateway.Keys;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <summary>
/// Links to meetings of guilds. What opens one is made of its id and the bot's token, so nothing is stored, every server of a cluster knows it, and a new
/// token ends all of them. It stands behind the <c>#</c>, which a browser sends to nobody.
/// </summary>
internal sealed class MeetingLinks(SiloSettings settings, IGuildStore guilds) : IMeetingLinks
{
    private const string Prefix = "lnk_";
    private const int TagBytes = 16;

    private readonly byte[] _secret = SHA256.HashData(Encoding.UTF8.GetBytes($"chronote meeting links {settings.Discord.Token}"));

    /// <summary>Null without a public address: a link that leads nowhere is worse than none.</summary>
    public Uri? To(MeetingId meeting) =>
        settings.PublicUrl is { Length: > 0 } url ? new Uri($"{url.TrimEnd('/')}/meetings/{meeting}#{Text(meeting)}") : null;

    public async ValueTask<ApiKey?> Find(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !MeetingId.TryParse(text[Prefix.Length..].Split('_')[0], out var meeting)) return null;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(Text(meeting)))) return null;
        return await guilds.TenantOf(meeting) is { } tenant ? new ApiKey(tenant, "a link posted by the Discord bot", KeyScope.Read) { Only = meeting } : null;
    }

    private string Text(MeetingId meeting) => $"{Prefix}{meeting}_{Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(meeting.Value)).AsSpan(0, TagBytes))}";
}
